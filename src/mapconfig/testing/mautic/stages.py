"""Stages. The first change of a weight is not noticed by `dateModified` (recording stages)."""

from mapconfig.testing.mautic.resource import Resource
from mapconfig.testing.mautic.values import clean, moment, raw, whole


class Stages(Resource):
    """`/api/stages`."""

    path, one, many = "stages", "stage", "stages"
    keyed = False
    takes = {"name": clean, "weight": whole, "description": raw, "publishUp": moment, "publishDown": moment}
    fresh = {"name": None, "category": None, "weight": 0, "description": None, "publishUp": None, "publishDown": None}
    emptied = {"weight": 0}
    unnoticed = frozenset({"weight"})
