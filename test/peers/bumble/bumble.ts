import { type PythonTool, pythonTool } from '../support/python.ts';

/** Bumble, and esp-protocomm beside it; the reason where they cannot be had. */
export function bumble(): Promise<PythonTool | string> {
  return pythonTool('bumble', '0.0.236', 'bumble', ['esp-protocomm==0.1.0']);
}
