"""Train a network: optimizers, schedules, the loop, and checkpoints."""
