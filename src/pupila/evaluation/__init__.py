"""Judge predictions: every figure with its 95 % interval and the number of examples behind it.

The room speaks NumPy and knows nothing of who trained; `inference.py` is the last door out of torch.
"""
