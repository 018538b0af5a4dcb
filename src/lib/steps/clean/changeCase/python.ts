import { editedLowering } from '../../editedPython.ts';
import { edit } from './edit.ts';

export const changeCase = editedLowering(edit);
