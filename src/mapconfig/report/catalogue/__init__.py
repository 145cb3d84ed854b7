"""The pages of the catalogue, each drawn from its document and nothing else; `pages` is the way in."""
