# 常用的两个命令：make demo（用样例走一遍全过程）、make test（运行测试）。其余见 make help。
# 只需要 Python 3.11 以上和 make；虚拟环境建在 .venv，不影响系统。

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
FOUND = $(shell for name in $(PYTHONS); do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
FOR := 311
ifneq ($(filter 311 312 313 314,$(PYTHON)),)  # make wheelhouse: 是给哪个 Python 准备的，不是用哪个来做
FOR := $(PYTHON)
override PYTHON := $(FOUND)
endif
PYTHON ?= $(FOUND)
VENV := .venv
BIN := $(VENV)/bin
OUT := demo_output
SAMPLE := jiefangdao-2022
FORM := langfang-2022
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test samples lint bench page pictures bundle wheelhouse clean

help:
	@echo "make demo    安装，并用样例走一遍：空白工作簿、填好的工作簿、校验、公开说明；结果在 $(OUT)/"
	@echo "make test    安装测试所需，运行全部测试"
	@echo "make samples 由 sample_workbooks/*.json 重新生成那里的工作簿（改了表样、样例或生成程序之后）"
	@echo "make lint    代码检查：ruff、mypy、包之间的引用方向"
	@echo "make bench   量各样例、各套表样的快慢（benchmarks/README.md）；make bench BENCH=--quick 少量几轮"
	@echo "make page    把程序做成一个网页文件 dist/预算公开工作台.html（要 node 和 npm；docs/PAGE.md）"
	@echo "make pictures 重新拍 docs/staff.md 里的图（先 make page；要 Chromium、LibreOffice 和 pdftoppm）"
	@echo "make bundle  把程序和 Python 做成一个文件夹 dist/budgetxl-…，拷到没有 Python 的机器上用（docs/BUNDLES.md）"
	@echo "make wheelhouse PLATFORM=win_amd64 [PYTHON=311]  备齐离线安装所需的文件（docs/BUNDLES.md）"
	@echo "make clean   删除虚拟环境和 $(OUT)/"

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
	  echo "没有找到 Python 3.11 或更新的版本（现有：$$(python3 --version 2>/dev/null || echo 没有 Python)）。"; \
	  echo "请安装后重试，或指明位置：make PYTHON=/路径/python3.12 demo"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) 的版本太旧（$$("$(PYTHON)" --version 2>&1)），需要 Python 3.11 或更新的版本。"; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "$(PYTHON) 缺少 venv 或 ensurepip，建不了虚拟环境。Debian、Ubuntu 上请执行：sudo apt install python3-venv"; exit 1; }
	@echo "建立虚拟环境 $(VENV)（$$("$(PYTHON)" --version 2>&1)）"
	@"$(PYTHON)" -m venv --clear $(VENV)

# 字节码和自带的表样在安装时编译好：设了 PYTHONDONTWRITEBYTECODE 的机器，不必每次启动都重新编译。
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "安装 budgetxl 和它需要的程序库（第一次要等一会儿）"
	@$(PIP) install -qq --editable .
	@$(BIN)/python -m compileall -q budgetxl
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.forms.load.library
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.notice.templates
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.values.kept
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "安装 budgetxl 和测试所需的程序库（第一次要等一会儿）"
	@$(PIP) install -qq --editable '.[dev]'
	@$(BIN)/python -m compileall -q budgetxl
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.forms.load.library
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.notice.templates
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m budgetxl.values.kept
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@mkdir -p $(OUT)
	@echo; echo "① 空白工作簿，发给单位填写"
	$(BIN)/budgetxl new $(FORM) --unit 某街道办事处 --year 2022 --projects 3 -o $(OUT)/blank.xlsx --force
	@echo; echo "② 一个单位填好的工作簿（样例，数字照录自已公开的说明，连同其中的错误）"
	$(BIN)/budgetxl fill sample_workbooks/$(SAMPLE).json -o $(OUT)/$(SAMPLE).xlsx --force
	@echo; echo "③ 校验"
	@echo "$(BIN)/budgetxl check $(OUT)/$(SAMPLE).xlsx"
	@$(BIN)/budgetxl check $(OUT)/$(SAMPLE).xlsx > $(OUT)/check.txt; code=$$?; cat $(OUT)/check.txt; \
	case $$code in \
	  0) echo "没有发现错误（退出码 0）。" ;; \
	  1) echo "退出码 1：查出了错误。这正是样例要演示的，原说明里就有这些错误；下面照常继续。" ;; \
	  *) echo "校验没有完成（退出码 $$code）。"; exit $$code ;; \
	esac
	@echo; echo "④ 公开说明。有错误的工作簿不出正式稿，这里用 --draft 出草稿"
	$(BIN)/budgetxl render $(OUT)/$(SAMPLE).xlsx --draft -o $(OUT)/notice.docx --force
	$(BIN)/budgetxl render $(OUT)/$(SAMPLE).xlsx --draft -o $(OUT)/notice.txt --force
	@echo; echo "生成的文件："
	@echo "  空白工作簿    $(CURDIR)/$(OUT)/blank.xlsx"
	@echo "  填好的工作簿  $(CURDIR)/$(OUT)/$(SAMPLE).xlsx"
	@echo "  校验结果      $(CURDIR)/$(OUT)/check.txt"
	@echo "  公开说明      $(CURDIR)/$(OUT)/notice.docx"
	@echo "                $(CURDIR)/$(OUT)/notice.txt"

# worksteal：相邻的测试由同一个进程做，合用它建好的东西；写下字节码，各进程和以后几次不必重新编译测试。
test: $(VENV)/.dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal

samples: $(VENV)/.installed
	@$(BIN)/python tests/rebuild_samples.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/run.py $(BENCH)

clean:
	rm -rf $(VENV) $(OUT)

# 程序做成一个网页文件，双击就能用；另外要 node 和 npm。同样的源文件每次做出同样的字节。
page: $(VENV)/.installed
	@$(BIN)/python bundles/make_page.py

# docs/staff.md 里的图：页面由 Chromium 拍，工作簿和说明由 LibreOffice 打印。
pictures: $(VENV)/.dev
	@$(BIN)/python docs/make_pictures.py

$(VENV)/.bundle: $(VENV)/.installed
	@echo "安装打包所需的程序库"
	@$(PIP) install -qq --editable '.[bundle]'
	@touch $@

# 程序和它的 Python 做成一个文件夹；只能用在这样的系统、比它新的系统上。
bundle: $(VENV)/.bundle
	@$(BIN)/python bundles/make_bundle.py

# 给离线的机器备齐安装文件：make wheelhouse PLATFORM=win_amd64 PYTHON=311；有哪些 PLATFORM，不写就列出来。
wheelhouse: $(VENV)/.bundle
	@$(BIN)/python bundles/make_wheelhouse.py "$(PLATFORM)" $(FOR)
