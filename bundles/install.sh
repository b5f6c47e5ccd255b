#!/bin/sh
# 离线安装 budgetxl：sh install.sh [装到哪个文件夹]，不写是 $HOME/budgetxl。要有 Python @PYTHON@，不用网络，不用管理员。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$HOME/budgetxl}
python=
for name in python@PYTHON@ python3 python; do
  if "$name" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "@PYTHON@")' 2>/dev/null; then python=$name; break; fi
done
if [ -z "$python" ]; then echo "没有找到 Python @PYTHON@；这些文件是给它准备的" >&2; exit 1; fi
"$python" -m venv --without-pip "$to"
for pip in "$here"/pip-*.whl; do
  "$to/bin/python" "$pip/pip" --quiet --disable-pip-version-check install --no-index --find-links "$here" --require-hashes -r "$here/requirements.txt"
done
echo "装好了：$to/bin/budgetxl"
