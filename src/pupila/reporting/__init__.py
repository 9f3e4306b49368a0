"""Write what a run found as one page for people: figures, words, pictures, and how to run it again.

The room reads run folders only; it needs neither torch nor the data.
"""
