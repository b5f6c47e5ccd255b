"""The machines that a wheelhouse can be made for: what pip would say of them there, said here.

pip downloads for another platform, but asks the machine that it runs on whether a requirement holds (``sys_platform == "win32"``):
what is needed on Windows alone would be left out. So each target has its own answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from packaging.tags import Tag, compatible_tags, cpython_tags

PYTHONS = ("311", "312", "313", "314")
NEWEST_GLIBC = 28  # 2.28, that of the desktops and servers that bureaus have; wheels for a newer one are not taken

OLD_X86 = ("manylinux2014", "manylinux2010", "manylinux1")  # what tags were called before they had the number of a glibc


@dataclass(frozen=True)
class Target:
    """One platform: the tags of its wheels, the best first, and how it answers the markers of requirements."""

    name: str
    title: str
    platforms: tuple[str, ...]
    answers: dict[str, str] = field(hash=False)

    @property
    def is_windows(self) -> bool:
        return self.answers["sys_platform"] == "win32"

    def tags(self, python: str) -> frozenset[Tag]:
        """Every tag of a wheel that can be installed there."""
        version = (int(python[0]), int(python[1:]))
        own = cpython_tags(version, [f"cp{python}"], list(self.platforms))
        return frozenset(own) | frozenset(compatible_tags(version, f"cp{python}", list(self.platforms)))

    def environment(self, python: str) -> dict[str, str]:
        """What the markers of a requirement are asked of. The first release of that Python needs the most."""
        version = f"{python[0]}.{python[1:]}"
        full = {"python_version": version, "python_full_version": f"{version}.0", "implementation_version": f"{version}.0"}
        names = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        return {**names, **full, "platform_release": "", "platform_version": "", **self.answers}


def _windows(name: str, machine: str, title: str) -> Target:
    answers = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": machine}
    return Target(name, title, (name,), answers)


def _linux(name: str, machine: str, title: str, platforms: tuple[str, ...]) -> Target:
    answers = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine}
    return Target(name, title, platforms, answers)


def _manylinux(machine: str, oldest: int, older: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of wheels for glibc 2.28 and before; what is called ``linux`` was made for one machine, and is not taken."""
    numbered = (f"manylinux_2_{number}_{machine}" for number in range(NEWEST_GLIBC, oldest - 1, -1))
    return (*numbered, *(f"{one}_{machine}" for one in older))


TARGETS = {
    one.name: one
    for one in (
        _windows("win_amd64", "AMD64", "64 位 Windows"),
        _windows("win32", "x86", "32 位 Windows"),
        _windows("win_arm64", "ARM64", "ARM 处理器的 Windows"),
        _linux("manylinux_x86_64", "x86_64", "Linux，英特尔、AMD、兆芯、海光", _manylinux("x86_64", 5, OLD_X86)),
        _linux("manylinux_aarch64", "aarch64", "Linux，飞腾、鲲鹏", _manylinux("aarch64", 17, ("manylinux2014",))),
        _linux("linux_loongarch64", "loongarch64", "Linux，龙芯", ("linux_loongarch64",)),
    )
}
