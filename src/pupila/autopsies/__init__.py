"""Read a notebook or a script of Keras or PyTorch, without running it, and name the faults of method that it shows."""
