"""Turn folders, archives and arrays into data sets: uint8 images with labels, ids, digests and splits.

`sources.load` is the entrance. Nothing is imported here, so that asking for one module does not load the others.
"""
