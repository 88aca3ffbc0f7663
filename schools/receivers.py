"""Third-party signals that become our actions; filled by sign-in."""
