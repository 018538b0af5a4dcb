import { editedTexts } from '../../editedTexts.ts';
import { edit } from './edit.ts';

export const replaceText = editedTexts('replaceText', 'replace_text', edit);
