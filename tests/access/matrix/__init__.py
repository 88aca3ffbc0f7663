"""The rows of every app."""
