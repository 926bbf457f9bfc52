"""Many short programs, one after the other and many at once."""

import subprocess

for i in range(40):
    subprocess.run(["sh", "-c", f"exit {i}"])
for _ in range(3):
    many = [subprocess.Popen(["/bin/true"]) for _ in range(10)]
    for one in many:
        one.wait()
