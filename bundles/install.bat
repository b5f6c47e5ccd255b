@echo off
rem 离线安装 budgetxl：双击，或者 安装.bat 装到哪个文件夹。要有 Python @PYTHON@，不用网络，不用管理员。
chcp 936 >nul
setlocal
set "TO=%~1"
if "%TO%"=="" set "TO=%LOCALAPPDATA%\budgetxl"
py -@PYTHON@ -m venv --without-pip "%TO%" || goto failed
for %%P in ("%~dp0pip-*.whl") do "%TO%\Scripts\python.exe" "%%~fP/pip" --quiet --disable-pip-version-check install --no-index --find-links "%~dp0." --require-hashes -r "%~dp0requirements.txt" || goto failed
echo 装好了：%TO%\Scripts\budgetxl.exe
pause
exit /b 0
:failed
echo 没有装成。要有 Python @PYTHON@（带 py 启动器）；上面是它说的原因
pause
exit /b 1
