"""Judges an artifact by what Python brings along and by python3-jsonschema.

Arguments: the share, the id of the run, the folder with the decrypted files, the folder into which
the archive was unpacked. Prints one JSON document; `problems` is empty when everything agrees.
"""

import base64
import csv
import hashlib
import io
import json
import pathlib
import re
import sys
import zipfile

from jsonschema import Draft7Validator, FormatChecker

SHARE, RUN, OPENED, UNPACKED = sys.argv[1:5]
SCHEMAS = {"Interaction": "interaction", "Interaction-Attachment": "document",
           "Contact": "contact", "ContactAttribute": "contactattribute"}
problems = []
formats = FormatChecker(formats=())


@formats.checks("date-time")
def is_date_time(value):
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value) is not None


@formats.checks("int64")
def is_int64(value):
    return re.fullmatch(r"-?\d+", value) is not None and -(2**63) <= int(value) < 2**63


def check_bytes(name, path, expected):
    content = path.read_bytes()
    if len(content) != expected["bytes"]:
        problems.append(f"{name} has {len(content)} bytes, expected {expected['bytes']}")
    if hashlib.sha256(content).hexdigest() != expected["sha256"]:
        problems.append(f"{name} has another SHA-256")
    return content


def check_index():
    index = json.loads(pathlib.Path(SHARE, f"export-{RUN}.index.json").read_text())
    for file in index["files"]:
        check_bytes(file["name"], pathlib.Path(SHARE, file["name"]), file)
    return index


def check_zip(names):
    """Only a single archive: Python opens no volumes."""
    if len(names) != 1:
        return
    with zipfile.ZipFile(pathlib.Path(OPENED, names[0].removesuffix(".smime"))) as archive:
        if archive.testzip() is not None:
            problems.append(f"zipfile finds {archive.testzip()} damaged")
        for name in archive.namelist():
            if archive.read(name) != pathlib.Path(UNPACKED, name).read_bytes():
                problems.append(f"{name} is another one for zipfile than for 7-Zip")


def check_records(root, name, content):
    """A line is a record, valid against the schema that lies in the archive."""
    kind = pathlib.Path(name).name.removesuffix(f"-{RUN}.json")
    schema = json.loads((root / "schema" / f"{SCHEMAS[kind]}.json").read_text())
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema, format_checker=formats)
    encoded = [key for key, one in schema["properties"].items() if "contentEncoding" in one]
    if content and not content.endswith(b"\n"):
        problems.append(f"{name} does not end with a line break")
    lines = content.decode("utf-8").split("\n")[:-1]
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        for error in validator.iter_errors(record):
            problems.append(f"{name} line {number}: {error.message[:200]}")
        for key in encoded:
            base64.b64decode(record.get(key, ""), validate=True)
        order = [key for key in record if key in schema["properties"]]
        if order != [key for key in schema["properties"] if key in record]:
            problems.append(f"{name} line {number}: fields in another order than the schema")
        if None in record.values():
            problems.append(f"{name} line {number}: null")
    return len(lines)


def check_table(content):
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    if any(len(row) != len(rows[0]) for row in rows):
        problems.append("a table has rows of different lengths")
    return len(rows) - 1


def check_archive():
    manifests = list(pathlib.Path(UNPACKED).glob("*/manifest.json"))
    if len(manifests) != 1:
        problems.append(f"{len(manifests)} manifests")
        return {}
    root = manifests[0].parent
    manifest = json.loads(manifests[0].read_text())
    found = {str(path.relative_to(UNPACKED)) for path in root.rglob("*") if path.is_file()}
    known = {file["name"] for file in manifest["files"]}
    for name in found - known:
        if not re.search(r"/manifest\.json$|/schema/[a-z]+\.json$", name):
            problems.append(f"{name} is not in the manifest")
    records = {}
    for file in manifest["files"]:
        content = check_bytes(file["name"], pathlib.Path(UNPACKED, file["name"]), file)
        is_table = file["name"].endswith(".csv")
        count = check_table(content) if is_table else check_records(root, file["name"], content)
        records[pathlib.Path(file["name"]).name.replace(f"-{RUN}", "")] = count
        if count != file["records"]:
            problems.append(f"{file['name']} has {count} records, not {file['records']}")
    if sum(records.values()) != manifest["records"]:
        problems.append(f"the manifest counts {manifest['records']} records")
    return records


index = check_index()
check_zip([file["name"] for file in index["files"]])
records = check_archive()
if index["records"] != sum(records.values()):
    problems.append(f"the index counts {index['records']} records")
print(json.dumps({"files": len(index["files"]), "records": records, "problems": problems}))
