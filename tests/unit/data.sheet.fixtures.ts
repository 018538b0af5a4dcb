import { gunzipSync } from 'node:zlib';

const packed = (base64: string): Uint8Array => gunzipSync(Buffer.from(base64, 'base64'));

/**
 * Made by xlwt 1.3 (`dates_1904` off): a date, a time, a duration, a percentage, a formula that xlwt gives no value, a
 * boolean, text; rows 3 and 4 with A3:A4 merged, row 4 hidden; a hidden sheet.
 */
export const xls1900 = packed(
  'H4sIAAAAAAACA+1YXWhURxT+5t67u3fXTbKJUWqKyyLVpjGGlT60BOJaSbUgleiLRQSbZNcquknYrBD70Ka1+1gs9K' +
    'mlFAJJS1uw7Yu2WESlSB8KlhZ/EJQkVkF8sAWFPsSs35w7u9mYLbjQBCz33J0z852ZM3PmzLkzs/e3i42TY9+3TOEx' +
    '2gQbs8UwghUyxRQugRhYXyzqYil3mYo+PVUUdrmQwQBO1/0a0muo13sKFr5zzpED00x7MYQdgwOZxBLSFrGhV2kbup' +
    'TD2LPwGVM9VoldTcL7hS8X/q20/Un4ZpF8KLyLbSfVHlxM7Wh72cTxG9YaqasnVzglOtdEshEr8IuO43c/Ul7bAF7J' +
    'Hew97FcsqIg7UYyDYbMtM5DJadyACUSAo6QN2eyGdDruhPEFHCDZkVwbd57Bl1ytivrEgQOd2Wzn8PAkmhl743hQTA' +
    'D3S5vM2YQvX1q5AuX/zJeH/kXucrWrycMMmGryCDqqypcxRKrJo4yWx+UfWwymURTfVPrNLbDN9oCucdDdm+8tsK8t' +
    'rg5RG68dTM9gP19xoM47vNJMeZv5kRz5UH+eeD9TH1F+RGryWfJMLtcAdYcj38q0v5VA11XcSGAfRpCUp5tlqmVpSS' +
    'KZfInFkYg+GmUrjc3bSutkg4mSp9Eg5UbZZmJ03sxXf//+el9Pap9IRuX49A7ZtXqSKOI9rUHlenhThDmA20RjvfD3' +
    'pddnpdwivJnvJ/N1PStMYesxafOB1K7jOC8K/ZF6vqLcynLh7s4f4oWbqRdYPrFt6u3mE1dSY1jDMdPU188xtKt29e' +
    'knmn5MlXJltuPrwlct2JpdK2ZsL5qbRAMe6o2C1CjcQ9o7qows4ysP2UR2GTlEThkFiAJlFCQKllGIKFRGLpFrLFKC' +
    '5yx6x4qIrAmf/2zBptf1jJfj+PkHrXuPX0p5Eov+/eZrUtt9I7EZ7iY8U0GspsQxturrkFcTQlzpnx2wXNlA9US1SU' +
    'rM1YvqdRbCSkzsOX3hr+dub9ZGWqI8322WuC1idCxxTc+96ct/tmzv9up1n8vMNO2KHhLs4QwnbRvH6ynbor/euMgW' +
    '3SjRLbHOMhPZZDXhpB6YZ+scLUXYqzJ/WsNeVQ37aMmrqOZVn3zyySeffFpMUnLRgpzyjlylvBM8ZL7rPGSa9T+T/G' +
    '9pFwb55Plf51UMMM/haE3xsxIBVepLPaFO6Xuhpt0cPYdD6BM7DtUcv7yBqcr5PLFi7L97hWodf7YWOxd5/Eci3gBO' +
    'ABYAAA==',
);

/** The same with `dates_1904` on. */
export const xls1904 = packed(
  'H4sIAAAAAAACA+1YS2hTQRQ9897L19SmtYpWDEHwV6tEXChCjUr9gCjVjSJCbU38oKkSI1QX/rsUBVeKG8EPKv42fl' +
    'BEXYgLQVH8ICit2oW4EMGCC208c98kphrBghaUd1/mzpw7c2fu3LlvZvIePqjqPHaptgs/0EzY6M2H4C+RKaZQAUTB' +
    '+nxeFwt5kCnv0T9FoSAX0u/D9Yr7Ab2Ger27YOGic5sceM20EpuxeFNbOj6ANEdsaFHahgblMPYsHGUajBFiV7Xw1c' +
    'KHCL8gbW8InyWS/cIb2LZTrcCD5OK66SaOl1ujWafYm+ZXROeFtJ6Cobin43jnQeW29WF2dn3LRq/ip4qYE8FxMGzm' +
    'p9vSWY0rcQJhYBtpUiYzKZWKOSGchAMkJifGxJzhOMXVKqmPr1s3I5OZsWVLJ2oYe8fRk48DnwqbzK24Jx9YuQLln/' +
    'vKA7+QB7na5eQhBkw5eRiTy8oHMUTKySOMlh/lhywG0y7kVyn95nawzUKfrnHQ2JJr6WBfc4I6RG0sWJ/6gjV8xYEK' +
    '9/BKMeVs5luz5JtX54jXMLUS5dqlJpchT2ezlVDvOHJ3un5tHA3P8SqOZrQjIU8jy1TL0JJ4IjGNxfawPhplK4322U' +
    'orZIOJkKdQKeUq2WaidN6X0x8fLWptSjaLZJccn+4hO0ZPEnns1hpUHgx3ijAHcJ1oTBS+R3odKeVa4TV8P5mPbRpq' +
    'CvP2Spt9UjuW40wVepwcV1Iez3LH+yVXYx1vkhNYPj+/a3vN+WfJYxjNMVPU189e1Kt6deSwpmvJQq7MdvxS+Iiftu' +
    'agFTW2581NohJf9UZBqhLuIu0dVUSW8ZWLbCK7iBwip4h8RL4i8hP5iyhAFCiiIFHQWKQEf7dohxUWWTXunrNg0+t6' +
    'xkNw4E7P+JUHniRdiUX/nj1DqvtkJDbD3YRn0o9RlDjGVn0dcmsCiCn9s31WUDZQPVFtkhJz9aK6nQUwDCdWXL+baO' +
    'uepY20RLmv2yxxW9joWOKapg+vn76tXdjo1us+B5lp2iU9xNnDTU7aNo7XU7ZFf6JxkS26EaJusc4yE5lpVeOyHphn' +
    '63caiLBXRf6vhr0qG/aRgldRzqseeeSRRx559DdJyUULcso7cpVyT/CA+a7zlanX+0zy39JSbOKT43+duWhjnsW2fs' +
    'XPMPhUoS/1mzqF74WalnH0LDagVezY0O/45Q1Mlc7ntxWjf+4V6u/4vf2x8y+P/w2vOkfPABYAAA==',
);

/** Made by openpyxl 3.1: date-times, durations, times, a formula without a value, 1e21, booleans, #N/A; a hidden sheet. */
export const openpyxl = packed(
  'H4sIAAAAAAACA90aS28kR3l2NwGRhJeIEBAJdTrKafH0YzzjmdF4pPV4vYbsw1o7mxXREnq6a2ZK293Vqe7x2HvKgR' +
    'OIAyc4IHFAQeJxQRy4hBMHEAjlN0RCuXDhwgHlwvdV9fTLXX6tDSRjtbuqvmd931dfvXrntWvPvNiQv5cbW3+6s/03' +
    'KOHzBXg85u5wFsWGE0XNg8AfYI3whJJYg2oYr+uzJIn6hhG7MxI4cRPAIUAmjAdOAlU+NdhkQl2yydx5QMLEsE2zY5' +
    'CDhIQe8VaijKE+HNyIIp+6TkJZOLxDXc5iNkm0mwcu8bURCyKAjH2iGdo9kBIdHvhaq2k12wOjSIhcHhAeYxnAAris' +
    'D4y8A8OdUtc/+PPfP/3XK40GPl8sdt1lnIi+u1Efy1UT9N3oNFaIHPexMyWy+wFJHM9JHMG8aIOUpedmLKM59wUDzz' +
    'WIT9CEsWE1LSPHTQgP4loCAckwD2KaYS0Wi+aiJfBAI8t4eOf2rlB+hYZx4oQuAX94bt/lxEkYH7LU4gOj0DhIZcsG' +
    '4mkgoZ8cRmRdX0LeaI0297b0oW3anRXLWrGtPcvum3a/3f028irR5wwD5tEJfQqOSwbg8iN+q3j+c7997/lvQQmfL8' +
    'Fz4BsJWILI/5bwvdMXldSQzmkc7nFnQcNp4Kcud2ioGxXRv/jV+99479lGA5+vSNELxh/HM0LAy+Il5Wetpx92cQRG' +
    '9QRRSYfhQLTtgPvYPPFpCJbR4nkQOPxwg/hssa5b+rLhPp3OEtFgDAcRxO8uSV6PgACqRsbHoxCWOMA0Tibr+g2rv9' +
    '0SFALjASWLuFDWsDNjxh5j5Zveum6iThDbLo5fzYHXPhkR30dOoMnbKVM9F4qUxfKS/ZboP6g3dmIyYv4b1Etm63pX' +
    '1zwyceZ+cp8ttknap3au4iaMxeGAs4XGsbPDgYsFFAmINEQj7SYc2ilISoaLGQkHRgIaYN1wU/wNNb6T1OCPVPjxzO' +
    'GkhmBTRZCANWvwb6rwJzXIWyrkMZ3WoN9Soddqsq3CJpyX0Q3wQuYKO3OFDYEg4hC4YAzvD1fbrTYkf3vV7nRbPcse' +
    'GPtFX9gKgX/8pfbhj9/98Ke/0f75s5+8U+cVKcouiDKblt0u89+UWK0CltW0O+aq1Vn+1soUN7Ezk6F1HaakCeCLaM' +
    '6MXxTXM801q9ez26trqya8y3xuSdSxlFmGbUsYEbBX7ho3MnDJrK3MrC3Ri9WC8FaF5Uar3pCYiPoxzGqQmiHTxITv' +
    'g1gtWbDnEDPW6kxbNNcKOI+smBUrbUqN2iXrt1qd7lrFAVsl05PrdkXvW62CmcyKHYzCqMesdsfhU5j3NJ9MgMZsro' +
    'F8LtOErCQsEtE3ZknCAlGcQXYlHBEAPmEsySro2CxhVzL+R5b9o/evNhr4KDK+/bHM+Buf6IzvnCXdj0+b0fL4rU1e' +
    'EmafYgzno7d28KYJ8/9mENzw/vDKv19oNPD5rBwEcXLok1hEvijuXlToh/NgK0hizWXzMMFUt2zS5AvD0eqsovbIbs' +
    'Q8SGiH8FsJghXP02b9IOjHsehQDWG7TPjmbPboeIKOSpKKYK1MYDbNV6V1057BpMLCvIMYy9gAvBxYsO47MKhGjk/H' +
    'nAqyiRNQ/1C226LFZT7jmljfLsd9/EQiWGnVFYtf0RTQkHGpgBQjXqgF9f1MCzHXQQNGVgJBEW5BRRKJ1qOwtLwn1v' +
    'pT7hzClKsXKMQLxIwZh4grdVc2DQcYuEghghYLELD4kvGKJY86UxY6UpMlWVoA3rDP9Hcx+h5OSgIOJgWPmOiPMCuC' +
    'VmlRskkrYnIvsJPMC3w75+Mb0X2WbMyhQ6Govz2HMbcD+ZIeiPrBJFegxD6N8csUsHbZAtqXLaBzuQJs68L5G2lYFY' +
    'K3FLpZq4bpYF2/i6nEL/AYz6mf0DCtzajnkfBoBOO85owhLZcEmNksu5cB1/W8fId4dB70Mqwd7FiKlZdv43C1Onku' +
    'AmE09MgB8UZplU/HoqhBAcSmP0FRBW2JnwKkpJJABQiBSllKNZRUkk4p65PYr655jIZd8xgNu6aCoZKqq6aSdLWgkf' +
    'hTylJQ9eCn6HKvB7uWjtK8o1G9GiOlDTsdfBQMu+oudzpKWSjtrJY/JgCOCZsTYqNrnidsumcObGngs1oeQQobIk2v' +
    'pwgApSykUTpFGVGohEIWhpqCqtVCPys1VA7zY0C9nhKEQaqI3k5HZagO/in8pRxErVav11FTKdRotZQgHLDHgJRqoC' +
    'JKUEvuio3KfGYs5zkj3+xU9ki/v/WP73/5aqOBz/PQ8hYnfmw08f/gPvHFXUc8o9EZLmJKVxC8yAMWCkWemlyFn+9q' +
    'p8S4gqFre7DJJLB0SM898FAAN326hgsQWADJDce5lFF375j7lqU+R657Mo3s82t0snnq7sGO6pTevmUqpUFVCoNK+O' +
    'y1f/76BEIHn8/n50xLew+WlfRGg19Id/SL2LAvNZNHTnkN1sDyuEjs6ORZUpwjiHOmfRrTMfVpcriui7JPdA12rDSg' +
    'T4hc4cYztthmnD6Bdbjj77qc4bGTJQEP0AXukWYxPmFZm55AO+P72GfYw5liFc/jRGAI/vIwC5BlbZ4w2N7CznbTSc' +
    'gtzuYRDafLbbZR6Ic8AUzf6WJ91/ExHkST2KBAOQE+hc7xPi0OnCL1tljLF8jtjHyWgjJqu3DUBkrAep2GxLsLfGKx' +
    'LHd8CEUNX0IPe7VtQdKbzH1/BG33wtvM8bJeLV1SCclff4c3fwjhiM/XZEjKpFYMzI9dgsvOuPJxa6iu8S4iy12YRv' +
    'Z/L8vJw71cnfywr5LSLkm+ONvKxVdvdzMlVk/Oq+9+8NLD7z7TaOCDl8VvjiCPgNi3UNv4kcitonjOqHUluxW888ao' +
    '3ZQ7Z+0mThR44A6KwgjRtVSuNJKTf/9g7IdeRcpKKqFZssp10XOjVoQAKSUsCe/tE86pR7Qdhyd3Rc4xSke5Z9NS+t' +
    'FL/dgszRBNyfT6CaKPevYpFBBsjpVYs2g4j1sqi5LTiczWBE/Rw5rVx0kWVuS1C/Nzxv+sitj/S0XyZezFBTy+m7gm' +
    'yhQwRGKBhHTl6ovX1B9tLX/vXGnUfMJVpa5+95RTf1T3FVSVvPrxTE7+r6u1n9JUGVQ/gckZRNfUH8RUuVSvVXMu48' +
    '+oL1mrXKr3UjmX6QuVW6oqaXW7lpP+4KulzVuVsLpQzwn/8tKRZXuVuLqkyokfff24BVaVT3VWy/noL9fOcTuvPfsp' +
    'RHgO/r4Hwn/3Ktb+Aw/2AbdNKAAA',
);

/** Made by pandas 3.1 with odfpy 1.4. */
export const odfpy = Buffer.from(
  'UEsDBBQAAAAAAF1gdV2FbDmKLgAAAC4AAAAIAAAAbWltZXR5cGVhcHBsaWNhdGlvbi92bmQub2FzaXMub3BlbmRvY3' +
    'VtZW50LnNwcmVhZHNoZWV0UEsDBBQAAAAIAF1gdV0dvi9fsgAAAOoBAAAKAAAAc3R5bGVzLnhtbI2RQQ6CMBBF956C' +
    'dNMVKK5MA2XnCfQAtQymCZ0aOhi8vSDUgBu7bOa//smbohpsmzyh88ZhyfPswBNA7WqD95JfL+f0xCu5K1zTGA2idr' +
    'q3gJR6erXgkxFGL+ZhyfoOhVPeeIHKghekhXsABkis02KsYgtPMFAsPWXXrAVSseyU3fSqWxu99ie8aVZoGvDRm4f8' +
    '/MdiIZhneXZkMmie7e6/b9WTs4qMXrzLYv938nMq+QZQSwMEFAAAAAgAXWB1XYVEiGgSAgAAzwsAAAsAAABjb250ZW' +
    '50LnhtbN1WXW+bMBR936+wmLQ8TAabNF3wAtWkLU97WtIfYOCyooEdYbMl/342hK+qqzKlrNIkBD72vT7H1yeON3fH' +
    'skA/oVK5FOGCumSBQCQyzcX3cHG/3+L14i56s5FZlifAUpnUJQiNEym0+SKTLRRrR0OnrgSTXOWKCV6CYjph8gCiy2' +
    'LjaGa4nHO+hqO+NNvGjnNL0PzSXBs74eVxcbHsJnjCzEWegbpYeRffznGuQld6h7q+E3V15rWWJdd5gpU+FaC8fiSW' +
    '6akH6lABT9UDgI42rb7mjdq2FRM6OztMnUkAruSvaUcCRdFr4kUNWJ8OJlvpylihl9tC3ESEjraz2v04RHrjnVum8W' +
    'jeF2ASA5OYlykdmNJ5meKBKZ6XSZejjSqf5fKedcnL2AYVxrWDogZeXYCskFw7k5HQIS4deAy4miXlGnoSC7o1+cS/' +
    'wcTHfrAnhDXPwLx/qNEWYuQHqBtENuFqObGUpniiV3TG/b5XNYxUfLv/Mq/PyJqRFSO3o5qfe17dcxyh0e/NonkcR+' +
    'G9P/JcA+dzHV0HAaY+XtInXLerBfoMCVrSwXU2YW7XZbxQI9ttP33dzey7nsx7NX8d372l5ONpWPaxbRS5ABybv+kf' +
    'XnSax3J46Y523aJ/csxRny1v2OrW/bAOyB9Ouy7mvzzt/CVbBeYZOLuevzztxj0GPXW58/ol2+tfhx5fx6PfUEsDBB' +
    'QAAAAIAF1gdV3Tk9975wAAAPECAAAIAAAAbWV0YS54bWyNkr2uwjAMRneeourSiZYiBhSlYUGsMMDA6Ju6EIk6KAl/' +
    'b09TqJReMWTOOZ+tfOarZ3tJ7mis0lRlZT7LEiSpa0WnKjvsN9NlthITrptGSWS1lrcWyU1bdJB0Kln2earSmyGmwS' +
    'rLCFq0zEmmr0iDwkKadYPSr+/w6WJtz4auXyPW9exoLvxdotfu4dFkINWgjd584MMMeQYTHdDDoV0beMTKnu0aDfWr' +
    'QdsB4HzxkTGhE2ZZ94r/yh7+2N9jGM4vLfN5KoZb830J3rd2QkIDThuxXW92x6LMF3nJi39vvBiZxa+bFW9QSwMEFA' +
    'AAAAgAXWB1XXg+ar0QAQAA/wMAABUAAABNRVRBLUlORi9tYW5pZmVzdC54bWytk01qwzAQhfc9hfHGK9vtrog42eUE' +
    '7QGm0rgW6A9pnMa3ryQSrFAKKnRn5Pe99xiNDqerVs0FfZDWTN3L8Nw1aLgV0nxO3fvbuX/tTsengwYjZwzE7h9N5E' +
    'xgdp4lx6ldvWEWggzMgMbAiDPr0AjLV42GWKlmMaW98YRXqqWTtmQ1EtSySfuQCx+qunYWPyTfhlCdfp9e4cEX8NUG' +
    'WVzSwsNXLZy08TpL3HkMUQCUbr3SpmRKr0Bb/SizONPHfadmqbCPGr81+9mqVO+Alqkd2/1Yo5DQ0+ZiIjinJM99xo' +
    'sRQ04fytAhxNIgwoJI7VifmFuGIVb+JTqt4ph+/8GUW0Op0/+6psWutBx/POLjN1BLAQIUAxQAAAAAAF1gdV2FbDmK' +
    'LgAAAC4AAAAIAAAAAAAAAAAAAACkgQAAAABtaW1ldHlwZVBLAQIUAxQAAAAIAF1gdV0dvi9fsgAAAOoBAAAKAAAAAA' +
    'AAAAAAAACkgVQAAABzdHlsZXMueG1sUEsBAhQDFAAAAAgAXWB1XYVEiGgSAgAAzwsAAAsAAAAAAAAAAAAAAKSBLgEA' +
    'AGNvbnRlbnQueG1sUEsBAhQDFAAAAAgAXWB1XdOT33vnAAAA8QIAAAgAAAAAAAAAAAAAAKSBaQMAAG1ldGEueG1sUE' +
    'sBAhQDFAAAAAgAXWB1XXg+ar0QAQAA/wMAABUAAAAAAAAAAAAAAKSBdgQAAE1FVEEtSU5GL21hbmlmZXN0LnhtbFBL' +
    'BQYAAAAABQAFACABAAC5BQAAAAA=',
  'base64',
);
