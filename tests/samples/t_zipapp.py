"""Makes a zip file of a package, and becomes that."""

import os
import sys
import zipapp

zipapp.create_archive(os.path.join(os.path.dirname(__file__), "t_folder", "t_package"), "app.pyz")
os.execv(sys.executable, [sys.executable, "app.pyz"])
