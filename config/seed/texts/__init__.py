"""What teachers, homes and pupils of the made-up schools write. Nothing is taken from a school."""
