"""Static files with hashed names, module imports rewritten too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Far-future caching; ``import "./x.js"`` follows the hashed name."""

    support_js_module_import_aggregation = True
    manifest_strict = False
