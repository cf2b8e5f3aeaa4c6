-- to_number of Roman numerals
SELECT to_number('MCMLXXXIV', 'RN'), to_number('mcmlxxxiv', 'rn'), to_number('  XIV ', 'RN'), to_number('M CC', 'RN');
SELECT count(*) FROM generate_series(1, 3999) AS i WHERE to_number(to_char(i, 'RN'), 'RN') = i;
SELECT count(*) FROM generate_series(1, 3999) AS i WHERE to_number(to_char(i, 'FMrn'), 'RN') = i;
SELECT to_number('XIV!', 'RN');
SELECT to_number('IIII', 'RN');
SELECT to_number('IIX', 'RN');
SELECT to_number('VIV', 'RN');
SELECT to_number('MIM', 'RN');
SELECT to_number('CXCX', 'RN');
SELECT to_number('MMMM', 'RN');
SELECT to_number('LL', 'RN');
SELECT to_number('MDCCCLXXXVIIIII', 'RN');
SELECT to_number('12', 'RN');
SELECT to_number('', 'RN');
SELECT to_number(' ', 'RN');
SELECT to_number(NULL, 'RN');
