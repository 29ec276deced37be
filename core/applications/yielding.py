"""What plugins yield: each is found, and its hooks are called, without the others."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pluggy
from pydantic import BaseModel

from core.apart import Traced
from core.applications.about import about_of, faults_of_about, faults_of_api
from core.applications.checking import faults_of_record
from core.applications.finding import NotFound, distribution_of, find_plugin, installed_plugins
from core.applications.limits import AS_SHIPPED, Limits
from core.applications.manifests import ManifestFaults
from core.applications.secrets_named import hidden_secrets
from core.plugin_api import (
    PROJECT,
    About,
    ClinicalApplication,
    CredentialValidator,
    Hooks,
    NoFields,
    Registers,
)
from core.site import Fault, SiteProfile

Application = ClinicalApplication[Any]
_MOST_VALIDATORS = 10
_NOT_ONE = "must yield one ClinicalApplication, or validators alone"
_NAMELESS = "must yield validators with a name of up to 60 characters"


@dataclass(frozen=True, slots=True)
class Yielded:
    """What one plugin yields: an application, registers that it can ask, or both."""

    application: Application | None
    registers: tuple[CredentialValidator | Registers, ...]
    about: About

    @property
    def options_model(self) -> type[BaseModel]:
        """The shape of its section in the profile."""
        if self.application is not None:
            return self.application.options_model
        return next((each.options_model for each in self.registers if isinstance(each, Registers)), NoFields)

    def validators(self, options: BaseModel) -> list[CredentialValidator]:
        """Make its registers, for these options; raises whatever the plugin raises."""
        made: list[CredentialValidator] = []
        for each in self.registers:
            some = each.validators(options) if isinstance(each, Registers) else [each]
            made += islice(some, _MOST_VALIDATORS)
        if not all(_is_validator(each) for each in made):
            raise TypeError(_NAMELESS)
        return made


class Hooked:
    """The plugins that were asked so far, and what is installed."""

    def __init__(
        self,
        limits: Limits,
        folder: Path | None = None,
        site: SiteProfile | None = None,
        here: Mapping[str, Callable[[], object]] = MappingProxyType({}),
    ) -> None:
        """Begin with none. `folder` is that of a profile, and `here` imports plugins found nowhere else."""
        self._installed, self._here = installed_plugins(), here
        self._find = partial(
            find_plugin, installed_here=self._installed, limits=limits, folder=folder, site=site
        )
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(Hooks)

    def ask(self, slug: str) -> Yielded | list[Fault]:
        """Return what this plugin yields, or everything that is wrong with it."""
        where = f"plugins.{slug}"
        try:
            find = self._here.get(slug) or partial(self._find, slug)
            self.register(find(), slug)
            if misspelt := self._misspelt(slug):
                return [Fault(where, f"implements a hook that does not exist: {misspelt}")]
            # Two are enough to know that there is more than one; a plugin may go on for ever.
            applications = self.called(slug, "clinical_applications", 2)
            registers = self.called(slug, "credential_validators", _MOST_VALIDATORS)
        except NotFound as problem:
            return [Fault(where, str(problem))]
        except ManifestFaults as problem:
            return [*problem.faults]
        # A hook may raise anything, and pluggy refuses modules whose hooks do not fit.
        except (Exception, SystemExit) as problem:
            return [unusable(slug, problem)]
        if wrong := _faults_of(applications, registers, slug):
            return wrong
        return self._whole(next(iter(applications), None), tuple(registers), slug)

    def register(self, module: object, slug: str) -> None:
        """Take a plugin on; raises what pluggy has against its hooks."""
        self._manager.register(module, name=slug)

    def _misspelt(self, slug: str) -> str:
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as problem:
            self._manager.unregister(name=slug)
            return str(problem)
        return ""

    def called(self, slug: str, name: str, most: int) -> list[Any]:
        """Return what a hook of this plugin yields; none of the others can change what it says."""
        others = [plugin for each, plugin in self._manager.list_name_plugin() if each != slug]
        hook = self._manager.subset_hook_caller(name, remove_plugins=others)
        with Traced(slug, name) as call:
            return call.answered([each for some in hook() for each in islice(some, most)])

    def _whole(
        self,
        application: Application | None,
        registers: tuple[CredentialValidator | Registers, ...],
        slug: str,
    ) -> Yielded:
        """Put what is known of the plugin where it is looked for."""
        said = [application, *(each for each in registers if isinstance(each, Registers))]
        about = next((each.about for each in said if each and each.about), None)
        about = about or about_of(distribution_of(slug, self._installed))
        return Yielded(application and replace(application, about=about), registers, about)


def yielded_by(module: object, slug: str) -> list[object]:
    """Return the applications that a plugin yields, as they are; raises whatever its hook raises."""
    hooked = Hooked(AS_SHIPPED)
    hooked.register(module, slug)
    return hooked.called(slug, "clinical_applications", 2)


def unusable(slug: str, problem: BaseException) -> Fault:
    """Say what a plugin raised where it must not."""
    return Fault(f"plugins.{slug}", f"cannot be used: {type(problem).__name__}: {problem}")


def _faults_of(applications: Sequence[Any], registers: Sequence[Any], slug: str) -> list[Fault]:
    where = f"plugins.{slug}"
    alone = not applications and registers
    if not alone and not (len(applications) == 1 and isinstance(applications[0], ClinicalApplication)):
        return [Fault(where, _NOT_ONE)]
    faults = [] if alone else faults_of_record(applications[0], slug)
    if not (alone or faults):
        faults += _faults_of_secrets(applications[0].options_model, slug)
    made = [each for each in registers if isinstance(each, Registers)]
    if len(made) > 1:
        faults.append(Fault(where, "must yield one Registers at most"))
    if not all(isinstance(each, Registers) or _is_validator(each) for each in registers):
        faults.append(Fault(where, _NAMELESS))
    shape = None if alone else applications[0].options_model
    return [*faults, *(fault for each in made for fault in _faults_of_registers(each, shape, slug))]


def _faults_of_registers(each: Registers, shape: object, slug: str) -> list[Fault]:
    where = f"plugins.{slug}"
    if faults := faults_of_api(each, slug):
        return faults
    faults = faults_of_about(each, slug)
    model = each.options_model
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        faults.append(Fault(f"{where}.options_model", "must be a pydantic model class"))
    elif shape is None:
        faults += _faults_of_secrets(model, slug)
    elif shape is not model:
        faults.append(Fault(f"{where}.options_model", "must be the one of its application"))
    if not callable(each.validators):
        faults.append(Fault(f"{where}.validators", "must be a function of its options"))
    return faults


def _faults_of_secrets(model: type[BaseModel], slug: str) -> list[Fault]:
    where = f"plugins.{slug}.options_model"
    return [Fault(where, f"{name}: a Secret must be an option of its own") for name in hidden_secrets(model)]


def _is_validator(each: object) -> bool:
    name = getattr(each, "name", None)
    named = isinstance(name, str) and name.isprintable() and 0 < len(name) <= 60
    return named and inspect.iscoroutinefunction(getattr(each, "look_up", None))
