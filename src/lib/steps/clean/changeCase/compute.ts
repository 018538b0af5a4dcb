import { editedTexts } from '../../editedTexts.ts';
import { edit } from './edit.ts';

export const changeCase = editedTexts('changeCase', 'change_case', edit);
