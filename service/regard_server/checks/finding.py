"""What a check comes to: a line, and where something is wrong another one with what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where all is well."""

    about: str
    said: str
    remedy: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.remedy)

    def __str__(self) -> str:
        line = f"{'wrong' if self.is_wrong else 'ok':5}  {self.about:12}  {self.said}"
        return f"{line}\n       {'':12}  → {self.remedy}" if self.is_wrong else line
