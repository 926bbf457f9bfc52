"""A reader is terminated; if it dies inside of get(), the next one waits for its lock for ever."""

from multiprocessing import Process, SimpleQueue


def take(queue: SimpleQueue) -> None:
    print("got", queue.get(), flush=True)


def main() -> None:
    queue: SimpleQueue = SimpleQueue()
    first = Process(target=take, args=(queue,))
    first.start()
    first.terminate()
    first.join()
    second = Process(target=take, args=(queue,))
    second.start()
    queue.put("a pear")
    second.join()


if __name__ == "__main__":
    main()
