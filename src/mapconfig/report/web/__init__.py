"""Pages for people: the frame, the house style, tables and drawings that the review and the catalogue are built from.

A page is a tree of `html.Element`, made without any template language, and rendered once in the reader's language.
Nothing here reads a file, a clock or the network, and a finished page asks for nothing either.
"""
