import { joinPatterns } from './rule';

/** What gateways say about a lost order in other languages: who or what, and what became of it. */
export const OUTAGE_LANGUAGES = joinPatterns(
	// Chinese, both scripts
	/(上游|渠道|供[应應]商|服[务務]商|第三方|后端|後端|网关|閘道|代理|[远遠]端|对端|對端|[远遠]程主机|对方|對方|源站|下游)[^。]{0,12}(断|斷|中止|[关關][闭閉]|重[置设設]|[应應]答|答[复覆]|没有回|沒有回|失[联聯败敗去]|[离離][线線]|崩[溃潰]|退出|宕机|當機|重[启啟]|不可[达達]|不可用|取消|报错|報錯|[错錯][误誤]|异常|異常|丢失|[终終]止|[无無]法[连連]|[无無]法[访訪][问問])/,
	/(服务端|服务器|伺服器|主机|主機|[节節][点點]|[进進]程|(模型|推理|生成)服[务務]|引擎|容器|实例|實例|worker)[^。]{0,10}(断开|斷開|断连|[关關][闭閉](了)?[连連]|失[联聯]|[离離][线線]|崩[溃潰]|退出|宕机|當機|重[启啟]|不可[达達]|[终終]止|被杀|失去|(没有|沒有|未|[无無]|不)[^。]{0,6}(回|返回|[响響]|答[复覆]|[应應]答|收到))/,
	/([连連][接线線]|网络|網路|[数數]据流|[数數]據流|流|心跳|[会會][话話]|通[信讯訊]|[链鏈]路|[长長][连連])[^。]{0,8}(断|斷|中止|[关關][闭閉]|重[置设設]|异常|異常|失[败敗]|丢失|[终終]止|提前|逾|超[时時])/,
	/([响響][应應]|回[复覆應应]|[应應]答|返回|回[传傳]|[结結]果)[^。]{0,8}(不完整|[为為]空|解析|[读讀]取|丢失|截断|截斷|未知|[无無]法|不明|中[断斷])|(解析|[读讀]取|等待|[获獲]取)[^。]{0,6}([响響][应應]|回[复覆應应]|[应應]答|返回)[^。]{0,4}(失[败敗]|出错|[错錯][误誤]|异常|異常)/,
	/(未|没有|沒有|没|[无無])[^。，]{0,6}(收到|得到|[获獲]取到|返回)[^。]{0,10}(回|[响響]|[应應]答|[结結]果|ID)|([任请請][务務求]|[处處]理|生成|[执執]行|[操調调][作用])[^。，]{0,6}(被[^。]{0,8})?(中断|中斷|中止|打断|打斷|丢失|[终終]止|被[^。]{0,6}取消)/,
	/(已|成功)(经|經)?(提交|[发發]送|送出|受理|接收|下[发發单單]|[创創建]建|[转轉][发發])[^。]{0,10}(但|却|卻|，未|失[败敗])|([无無]法|不能|未能)(确|確)[认認定]|(状态|狀態|[结結]果)(未知|不明|不确定|不確定)|勿(重复|重複|再次)|回源失[败敗]|可能(已|正)(经|經|在)?(提交|[创創]建|生成|受理|[执執]行)/,
	/(耗[时時]|[时時][间間]|等待|等候)[^。]{0,6}(过长|過長|太长|太長|过久|過久|超[过過]|超出(?!范围|範圍)|上限|用尽|耗[尽盡])|超[过過出](了)?[^。]{0,6}(等待|[处處]理|[执執]行|[响響][应應])[^。]{0,4}[时時]|重[试試](次[数數])?[^。]{0,4}(耗[尽盡]|用[尽完]|上限)/,
	// Japanese, Korean
	/(応答|返答|返事|レスポンス|接続|通信|コネクション|ストリーム|セッション)[^。]{0,12}(ありません|なし|ない|なかった|切断|切れ|リセット|中断|失敗|途切れ|閉じ|得られ|不完全|途中|失われ|エラー)|(サーバー?|ワーカー|プロセス|ノード|プロバイダー?|上流|バックエンド|ゲートウェイ|アップストリーム)[^。]{0,16}(異常終了|停止|ダウン|クラッシュ|再起動|エラーが?(返|発生)|切断|到達|応答し|応答が|失敗|落ち)|(処理|リクエスト|タスク|ジョブ|生成|要求)[^。]{0,6}(中断|中止|停止|打ち切|キャンセルされ|強制終了)|時間がかかり|時間切れ|制限時間/,
	/시간[이가을를]? ?(이 )?초과|(응답|회신|답변)[이을]? ?[^.]{0,8}(없|못|않|불완전|잘)|(연결|접속|통신|스트림|세션)[^.]{0,8}(끊|재설정|종료|실패|닫|중단|오류|초기화)|(작업자|워커|서버|노드|프로세스|공급자|제공자|업스트림|백엔드|게이트웨이)[^.]{0,12}(중단|종료|다운|재시작|충돌|응답하지|오류를|끊|실패|연결할 수)|(요청|작업|처리|생성)[이가은는을를]? ?(중단|중지|취소되|강제)|너무 오래/,
	// Russian
	/(соединени|подключени|связ)[а-яё]{0,4}[^.]{0,20}(сброш|разорв|прерв|потер|закры|оборв|утер)|(потер|разры|обры|сброс)[а-яё]{0,6} (соединен|связ|подключен)|(сервер|провайдер|поставщик|шлюз|узел|воркер|процесс|бэкенд|апстрим|сервис)[а-яё]{0,3}[^.]{0,20}(не (отве|верн|доступ)|упал|перезапу|недоступ|вернул[а-яё]? ошиб|аварийно|отключ)|(нет|не получен[а-яё]?|без|не дожда[а-яё]{2,5}) [^.]{0,12}ответ|(запрос|задач|задани|операци|обработк|генераци)[а-яё]{0,3}[^.]{0,10}(прерва|отмен|аварийно)|врем[а-яё]{1,4}[^.]{0,20}(исте|превы|вышл)|(исте|превы)[а-яё]{1,6}[^.]{0,10}(врем|срок|лимит времени)|(вышестоящ|удал[её]нн)[а-яё]{2,4}[^.]{0,20}(ошиб|закры|разорв|не )|слишком долго/,
	// German
	/(verbindung|upstream|server|anbieter|gateway|dienst|gegenstelle|prozess|knoten|backend)[^.]{0,30}(zurückgesetzt|unterbrochen|getrennt|abgebrochen|verloren|geschlossen|beendet|nicht ([a-zäöü]{1,15} )?(geantwortet|erreichbar|reagiert|mehr)|antwortet(e)? nicht|reagiert(e)? nicht|abgestürzt|neu gestartet|aufgegeben|fehler)|verbindungs(abbruch|verlust)|keine (antwort|rückmeldung)|(anfrage|vorgang|auftrag|verarbeitung|aufgabe)[^.]{0,20}(abgebrochen|unterbrochen)|zu lange gedauert|zeitlimit|frist[^.]{0,15}(abgelaufen|überschritten)/,
	// French
	/d[ée]lai[^.]{0,30}(d[ée]pass|expir|[ée]coul)|connexion[^.]{0,25}(r[ée]initialis|interromp|perdu|ferm[ée]|coup[ée]|romp)|(perte|coupure|perdu) (de )?(la )?connexion|(serveur|fournisseur|passerelle|amont|n[œo]e?ud|service distant)[^.]{0,25}(r[ée]pond(u|ait)? (pas|plus)|pas r[ée]pondu|red[ée]marr|plant[ée]|injoignable|(renvoy|retourn)[ée] une erreur)|(aucune|sans|pas de) r[ée]ponse|(requ[êe]te|t[âa]che|op[ée]ration|traitement)[^.]{0,20}(interromp|annul|abandonn)|(trop|plus) (de temps|longtemps)/,
	// Spanish, Portuguese
	/(tiempo|tempo|plazo|prazo)[^.]{0,30}(agot|esgot|exced|super|expir|venc)|agotó el tiempo|(conexi[óo]n|conex[ãa]o|liga[çc][ãa]o)[^.]{0,25}(restablec|redefin|perd|cerr|encerr|fech|interr|cort|reinici|ca[íi]d|caiu)|(perd|cort|interr)[a-zóeu]{1,6} (la|a) (conexi|conex)/,
	/(servidor|proveedor|provedor|fornecedor|pasarela|gateway|nodo|proceso|processo)[^.]{0,25}(no (responde|respondi|contest)|n[ãa]o respond|(devolvi|retorn)[óo]u? (un|um) err|ca[íi]d[oa]|caiu|(se )?reinici|inaccesible|inacess[íi]vel|dej[óo] de|parou de)|(sin|sem|ninguna|nenhuma|no hubo|no se recibi[óo]|n[ãa]o houve) respu?[eo]sta|(solicitud|petici[óo]n|tarea|operaci[óo]n|solicita[çc][ãa]o|requisi[çc][ãa]o|tarefa|opera[çc][ãa]o)[^.]{0,15}(cancelada por|interr|abort)|demasiado tiempo|muito tempo|tard[óo] demas|demorou/,
);
