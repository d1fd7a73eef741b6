"""Fetches Maven's archive with jgo, checks its SHA-256 and unpacks it: fetch_maven.py VERSION FOLDER."""

import hashlib
import pathlib
import sys
import zipfile

from jgo.maven import MavenContext

SHA256 = {"3.9.16": "5af3b743dd8b876b5c45da33b676251e5f1687712644abb4ee519ca56e1d89ce"}

version, folder = sys.argv[1:]
component = MavenContext().project("org.apache.maven", "apache-maven").at_version(version)
archive = pathlib.Path(component.artifact(classifier="bin", packaging="zip").resolve())
found = hashlib.sha256(archive.read_bytes()).hexdigest()
if found != SHA256[version]:
    archive.unlink()
    sys.exit(f"{archive} has SHA-256 {found}, wanted {SHA256[version]}; it was deleted")
zipfile.ZipFile(archive).extractall(folder)
