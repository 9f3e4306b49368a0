"""Look into networks: every layer in words, what it makes of an image, and where the network looked."""
