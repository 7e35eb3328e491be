"""A client with paramiko: looks at the share all the time and fetches each set when its index is there.

Arguments: port, user, private key, remote folder, local folder, number of sets. Prints one JSON
document with what it took and what was wrong with it.
"""

import hashlib
import json
import os
import sys
import time

import paramiko

PORT, USER, KEY, REMOTE, LOCAL, SETS = sys.argv[1:7]
problems = []
sizes = {}
taken = []

client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
PATIENCE = {"timeout": 120, "banner_timeout": 120, "auth_timeout": 120}
client.connect(
    "127.0.0.1", int(PORT), USER, key_filename=KEY, allow_agent=False, look_for_keys=False, **PATIENCE
)
sftp = client.open_sftp()
sftp.chdir(REMOTE)


def take(name):
    with sftp.open(name) as file:
        index = json.loads(file.read())
    for file in index["files"]:
        path = os.path.join(LOCAL, file["name"])
        sftp.get(file["name"], path)
        with open(path, "rb") as copy:
            content = copy.read()
        if hashlib.sha256(content).hexdigest() != file["sha256"]:
            problems.append(file["name"] + " is not what the index says")
        if sizes.get(file["name"], file["bytes"]) != file["bytes"]:
            problems.append(file["name"] + " was seen with another size")
    sftp.get(name, os.path.join(LOCAL, name))
    taken.append(index["run"])


while len(taken) < int(SETS):
    time.sleep(0.005)
    entries = [one for one in sftp.listdir_attr() if not one.filename.startswith(".")]
    for one in entries:
        sizes.setdefault(one.filename, one.st_size)
    for one in entries:
        run = one.filename.removeprefix("export-").removesuffix(".index.json")
        if one.filename.endswith(".index.json") and run not in taken:
            take(one.filename)
client.close()
print(json.dumps({"taken": taken, "problems": problems}))
