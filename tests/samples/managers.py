"""Managers and their proxies, a manager of one's own, connections that are refused."""

import inspect
import multiprocessing as mp
import threading
import traceback
from multiprocessing.connection import Client, Listener
from multiprocessing.managers import BaseManager, DictProxy


class Counter:
    def __init__(self, start):
        self.number = start

    def add(self, count):
        if count < 0:
            raise ValueError(count)
        self.number += count
        return self.number


class Own(BaseManager):
    pass


Own.register("Counter", Counter)


def child(shared, lock):
    with lock:
        shared["n"] += 1


def refuse(listener, seen):
    try:
        listener.accept()
    except mp.AuthenticationError as error:
        seen.append(str(error))
    listener.accept().send("welcome")


def main():
    for method in ("fork", "spawn", "forkserver"):
        context = mp.get_context(method)
        with context.Manager() as manager:
            shared, lock, items = manager.dict(n=0), manager.Lock(), manager.list([1])
            workers = [context.Process(target=child, args=(shared, lock)) for _ in range(2)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
            items.append([2])
            print(shared, items, len(items), "n" in shared, shared.copy())
            queue = manager.Queue()
            queue.put("x")
            print(queue.get(), manager.Event().is_set(), manager.Namespace(a=1).a)
            try:
                shared["none"]
            except KeyError as error:
                print(
                    type(error).__name__, error, traceback.extract_tb(error.__traceback__)[-1].name
                )
    with Own() as own:
        counter = own.Counter(40)
        print(counter.add(2))
        try:
            counter.add(-1)
        except ValueError as error:
            print(error, [entry.name for entry in traceback.extract_tb(error.__traceback__)])
        other = Own(own.address, authkey=b"wrong")
        try:
            other.connect()
        except mp.AuthenticationError:
            print(traceback.format_exc())
    with Listener(authkey=b"right") as listener:
        seen = []
        thread = threading.Thread(target=refuse, args=(listener, seen))
        thread.start()
        try:
            Client(listener.address, authkey=b"wrong")
        except mp.AuthenticationError as error:
            print(error)
        with Client(listener.address, authkey=b"right") as client:
            print(client.recv())
        thread.join()
        print(seen)
    try:
        Client("/there/is/none")
    except FileNotFoundError:
        print(traceback.format_exc())
    print(inspect.signature(Client), inspect.signature(DictProxy._callmethod), Client.__module__)


if __name__ == "__main__":
    main()
