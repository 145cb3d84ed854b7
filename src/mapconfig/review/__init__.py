"""What a reviewer has to know of a change, as one document: the verdict first, then whom it concerns, then the details.

Everything that is shown of a review, on whatever forge or page, is made from this document by `mapconfig.report.review`
and from nothing else. `document.review` makes it of two sides; `side` reads one.
"""
