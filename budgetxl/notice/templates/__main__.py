"""``python -m budgetxl.notice.templates``: keep the compiled wording of every form of the program, as an installer compiles its modules."""

from budgetxl.forms import NOTICE_FILE, known_folders, load_form

from ..render import environment_of, template_source

for folder in known_folders().values():
    form = load_form(folder)
    names = (NOTICE_FILE, *(f"{parent}/{NOTICE_FILE}" for parent in form.lineage[1:]))
    there = [name for name in names if template_source(form)(name) is not None]
    for environment in () if form.abstract else (environment_of(form), environment_of(form, draft=True)):
        for name in there:
            environment.get_template(name)
