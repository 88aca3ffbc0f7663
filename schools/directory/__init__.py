"""The pupil network's directory (LDAP): the one package that imports ldap3."""
