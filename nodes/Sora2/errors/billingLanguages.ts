/** What answers say about money in further languages, for `billing.ts`. */

/** Nothing was charged: the verb of a charge with a negation before or after it. */
export const NOTHING_IN_LANGUAGES = [
	'(消費|課金|請求|差し引|減算)[^。]{0,6}(ません|ない|なかった)|費用は(発生|かか)[^。]{0,4}ません',
	'(차감|청구|과금|소모|결제)[^.]{0,4}(되지|하지|안)|무료',
	'(не|ничего не|нич[её]м не) [^.]{0,12}(списа|снят|взыма|тариф)[а-яё]{0,6}|списан[а-яё]? не|не были? списан',
	'(nicht|keine?n?|nichts)[^.]{0,25}(abgebucht|abgezogen|berechnet|belastet|verbraucht)',
	"(aucune?|pas|n'avez|rien n|sans)[^.]{0,25}(débit|factur|dédui|prélev|consomm)[a-zé]{1,4}",
	'\\b(no|nada|ning[uú]n[ao]?|não|nenhum[a]?|sin)[^.]{0,25}(cobr|descont|deduc|debit|carg|consum)(ad|id|rar|tar)[oa]?s?',
];

export const CHARGED_IN_LANGUAGES = [
	'(クレジット|ポイント|料金|費用|残高|トークン)[^。]{0,10}(消費|課金|請求|差し引|減算|引き落と)(され|かれ|し)',
	'(크레딧|포인트|요금|금액|비용|잔액)[^.]{0,10}(차감|청구|과금|소모|결제)(되었|됐|됩|하였|했)',
	'(средства|кредит|деньги|сумма|баланс|токен)[а-яё]{0,3}[^.]{0,15}(списан|снят|взыскан)|(списан|снят)[а-яё]{0,2} [^.]{0,12}(средств|кредит|сумм|₽|руб)',
	'(guthaben|credits?|betrag|konto|gebühr)[^.]{0,20}(abgebucht|abgezogen|berechnet|belastet|verbraucht)',
	'(compte|crédits?|montant|solde|vous)[^.]{0,20}(débit|factur|dédui|prélev|consomm)(é|t)e?s?',
	'(cobr|descont|deduc|debit|consum)(ad|id)[oa]s?[^.]{0,15}(cr[ée]dito|saldo|valor|importe|\\d)|(cr[ée]ditos?|saldo|valor|importe|cuenta|conta)[^.]{0,20}(cobr|descont|deduc|debit|consum)(ad|id)[oa]s?',
];

export const RETURNED_IN_LANGUAGES = [
	'返金|払い戻|返還され|환불|반환|반환되|возвращ[её]н|возврат выполнен',
	'(erstattet|gutgeschrieben|zurückgebucht)|rembours[ée]|recrédit|reembols|devuelt|devolvid|estornad',
];
