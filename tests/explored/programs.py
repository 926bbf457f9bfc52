"""Programs that have to be explored, small enough for a test."""

LOST_THREADS = """\
import threading
count = 0
def add():
    global count
    seen = count
    count = seen + 1
threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(count)
"""
LOCKS_THREADS = """\
import threading
one, two = threading.Lock(), threading.Lock()
def work(first, second):
    with first:
        with second:
            print("both")
threads = [threading.Thread(target=work, args=pair) for pair in ((one, two), (two, one))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
WHO_IS_FIRST = """\
import os
child = os.fork()
if child == 0:
    print("child")
    os._exit(0)
print("parent")
os.waitpid(child, 0)
"""
ONE_OUTCOME = """\
from multiprocessing import Lock, Process, Value
def add(total, lock):
    with lock:
        total.value += 1
if __name__ == "__main__":
    lock, total = Lock(), Value("i", 1, lock=False)
    workers = [Process(target=add, args=(total, lock)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(total.value)
"""
