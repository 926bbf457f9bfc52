"""multiprocessing's other processes: a manager, a queue, an event, a lock."""
# slow

import multiprocessing as mp


def work(shared, lock, queue) -> None:
    with lock:
        shared["n"] = shared.get("n", 0) + 1
    queue.put(shared["n"])


if __name__ == "__main__":
    with mp.Manager() as manager:
        shared, lock, queue = manager.dict(), mp.Lock(), mp.Queue()
        workers = [mp.Process(target=work, args=(shared, lock, queue)) for _ in range(3)]
        for worker in workers:
            worker.start()
        print([queue.get() for _ in workers])
        for worker in workers:
            worker.join()
