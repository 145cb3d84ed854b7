"""The countries that may be chosen: the usual English names.

Which of several usual names a Mautic takes depends on its version and on its own files; its API does not tell. All of
them are taken here, and nothing that is no country's name.
"""

from __future__ import annotations

_NAMES = """
Afghanistan; Albania; Algeria; American Samoa; Andorra; Angola; Anguilla; Antarctica; Antigua and Barbuda; Argentina;
Armenia; Aruba; Australia; Austria; Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize;
Benin; Bermuda; Bhutan; Bolivia; Bonaire, Saint Eustatius and Saba; Bosnia and Herzegovina; Botswana; Bouvet Island;
Brazil; British Indian Ocean Territory; Brunei; Bulgaria; Burkina Faso; Burundi; Cambodia; Cameroon; Canada; Cape
Verde; Cayman Islands; Central African Republic; Chad; Chile; China; Christmas Island; Cocos (Keeling) Islands;
Colombia; Comoros; Cook Islands; Costa Rica; Croatia; Cuba; Curaçao; Cyprus; Czech Republic; Czechia; Côte d'Ivoire;
Democratic Republic of the Congo; Denmark; Djibouti; Dominica; Dominican Republic; East Timor; Ecuador; Egypt; El
Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini; Ethiopia; Falkland Islands; Faroe Islands; Fiji; Finland;
France; French Guiana; French Polynesia; French Southern Territories; Gabon; Gambia; Georgia; Germany; Ghana;
Gibraltar; Greece; Greenland; Grenada; Guadeloupe; Guam; Guatemala; Guernsey; Guinea; Guinea Bissau; Guinea-Bissau;
Guyana; Haiti; Heard Island and McDonald Islands; Heard and McDonald Islands; Holy See; Honduras; Hong Kong; Hungary;
Iceland; India; Indonesia; Iran; Iraq; Ireland; Isle of Man; Israel; Italy; Ivory Coast; Jamaica; Japan; Jersey;
Jordan; Kazakhstan; Kenya; Kiribati; Kosovo; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya;
Liechtenstein; Lithuania; Luxembourg; Macao; Macedonia; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Marshall
Islands; Martinique; Mauritania; Mauritius; Mayotte; Mexico; Micronesia; Moldova; Monaco; Mongolia; Montenegro;
Montserrat; Morocco; Mozambique; Myanmar; Namibia; Nauru; Nepal; Netherlands; New Caledonia; New Zealand; Nicaragua;
Niger; Nigeria; Niue; Norfolk Island; North Korea; North Macedonia; Northern Mariana Islands; Norway; Oman; Pakistan;
Palau; Palestine; Panama; Papua New Guinea; Paraguay; Peru; Philippines; Pitcairn; Pitcairn Islands; Poland; Portugal;
Puerto Rico; Qatar; Republic of the Congo; Romania; Russia; Rwanda; Réunion; Saint Barthelemy; Saint Barthélemy; Saint
Helena; Saint Helena, Ascension and Tristan da Cunha; Saint Kitts and Nevis; Saint Lucia; Saint Martin; Saint Pierre
and Miquelon; Saint Vincent and Grenadines; Saint Vincent and the Grenadines; Samoa; San Marino; Sao Tome and
Principe; Saudi Arabia; Senegal; Serbia; Seychelles; Sierra Leone; Singapore; Sint Maarten; Slovakia; Slovenia;
Solomon Islands; Somalia; South Africa; South Georgia and South Sandwich Islands; South Georgia and the South Sandwich
Islands; South Korea; South Sudan; Spain; Sri Lanka; Sudan; Suriname; Svalbard and Jan Mayen; Swaziland; Sweden;
Switzerland; Syria; São Tomé and Príncipe; Taiwan; Tajikistan; Tanzania; Thailand; Timor-Leste; Togo; Tokelau; Tonga;
Trinidad and Tobago; Tunisia; Turkey; Turkmenistan; Turks and Caicos Islands; Tuvalu; Türkiye; Uganda; Ukraine; United
Arab Emirates; United Kingdom; United States; Uruguay; Uzbekistan; Vanuatu; Vatican City; Venezuela; Vietnam; Virgin
Islands (British); Virgin Islands (U.S.); Wallis and Futuna; Western Sahara; Yemen; Zambia; Zimbabwe; Åland Islands
"""

COUNTRIES = frozenset(" ".join(name.split()) for name in _NAMES.split(";"))
