"""Made-up schools to try things on: the same every time, with dates around today.

People go through the OneRoster importer and everything else through the actions, so the
seed is itself a test of both. Nobody in it exists.
"""
