"""The pupil network's directory; without SKOLEBRO_LDAP_URLS there is none. See docs/ldap.md."""

from config import env

DIRECTORY = {
    "name": env.text("SKOLEBRO_LDAP_NAME", "skole"),
    "urls": env.words("SKOLEBRO_LDAP_URLS"),
    "base_dn": env.text("SKOLEBRO_LDAP_BASE_DN", ""),
    "bind_dn": env.text("SKOLEBRO_LDAP_BIND_DN", ""),
    "bind_password": env.text("SKOLEBRO_LDAP_BIND_PASSWORD", ""),
    "ca_file": env.text("SKOLEBRO_LDAP_CA_FILE", ""),
    "start_tls": env.flag("SKOLEBRO_LDAP_START_TLS", default=False),
    # Without encryption, for a directory on the same machine only (tests, a local proxy).
    "plain_loopback": env.flag("SKOLEBRO_LDAP_PLAIN_LOOPBACK", default=False),
    "profile": env.text("SKOLEBRO_LDAP_PROFILE", "noredu"),
    # An LDAP filter that people must match, such as (schacUserStatus=active).
    "enabled_filter": env.text("SKOLEBRO_LDAP_ENABLED_FILTER", ""),
    # Active Directory: "<group DN>|<organisation number>|<group>|<student or faculty>; ..."
    "group_table": env.text("SKOLEBRO_LDAP_GROUPS", ""),
    "national_number_attribute": env.text("SKOLEBRO_LDAP_NATIONAL_NUMBER_ATTRIBUTE", ""),
    "lin_attribute": env.text("SKOLEBRO_LDAP_LIN_ATTRIBUTE", ""),
    "seconds": env.number("SKOLEBRO_LDAP_SECONDS", 3),
    "concurrent": env.number("SKOLEBRO_LDAP_CONCURRENT", 8),
}
