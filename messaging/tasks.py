"""Background work of ``messaging``: each task loads and calls one action."""
