"""What an edit costs, and a long answer as a whole: growing pages against rendering everything each time.

Run `python -m benchmarks.rendering`.
"""

import time
from collections.abc import Callable
from typing import ParamSpec

from bot.core.splitting import split
from bot.telegram.rendering import GrowingText, render

_SECTION = """## Раздел о сортировке

Функция `sorted()` сортирует **любую** последовательность, а метод `list.sort()` — *только* список; подробнее
в [документации](https://docs.python.org/3/howto/sorting.html). Сложность — $O(n \\log n)$.

1. Подготовьте данные и **проверьте** их.
2. Вызовите функцию:

   ```python
   print(sorted(data, key=lambda x: -x))
   ```
3. Посмотрите на результат.

| Метод | Новый список |
|---|---|
| `sorted` | да |
| `sort` | нет |

> Обе сортировки устойчивы: равные элементы сохраняют порядок.

"""
_CODE = "```python\n" + "total += weights[i] * values[i]  # ещё одно слагаемое\n" * 600
_LIST = "".join(f"{n}. **Пункт {n}:** слово `код` и ещё немного слов\n" for n in range(1, 700))
_PIECE = 100
_LENGTH = 30_000
_Arguments = ParamSpec("_Arguments")


def _milliseconds(
    work: Callable[_Arguments, None], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> float:
    start = time.process_time()
    work(*args, **kwargs)
    return (time.process_time() - start) * 1e3


def _edits(growing: GrowingText, text: str, size: int) -> None:
    for start in range(0, len(text), size):
        growing.append(text[start : start + size])
        growing.pages()


def _growing(text: str) -> None:
    growing = GrowingText()
    _edits(growing, text, _PIECE)
    growing.finish()


def _naive(text: str) -> None:
    for end in range(_PIECE, len(text) + 1, _PIECE):
        split(render(text[:end], growing=True))


def _one_edit(text: str) -> float:
    """Measure the mean milliseconds of an edit of 20 characters behind `text`, over a section."""
    growing = GrowingText()
    growing.append(text)
    growing.pages()
    return _milliseconds(_edits, growing, _SECTION, 20) / (len(_SECTION) / 20)


def main() -> None:
    """Print the figures."""
    answer = _SECTION * (_LENGTH // len(_SECTION) + 1)
    for length in (1000, 4000, _LENGTH):
        mean = _one_edit(answer[: length // len(_SECTION) * len(_SECTION)])
        print(f"one edit at {length:>6} characters: {mean * 1e3:.0f} µs")
    for name, source in (("an answer", answer), ("one code block", _CODE), ("one list", _LIST)):
        text = source[:_LENGTH]
        ours, half = _milliseconds(_growing, text), _milliseconds(_growing, text[: len(text) // 2])
        naive = _milliseconds(_naive, text)
        print(
            f"{name}: {len(text)} characters in {len(text) // _PIECE} edits {ours:.0f} ms"
            f" (half of it {half:.0f} ms);"
            f" rendering everything each time {naive:.0f} ms, {naive / ours:.0f} × as much"
        )


if __name__ == "__main__":
    main()
