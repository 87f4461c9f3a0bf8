## Commands: what the menu says

command-start = Познакомиться
command-help = Что я умею
command-new = Начать разговор заново
command-model = Выбрать модель
command-system = Задать характер
command-stop = Остановить ответ
command-retry = Ответить ещё раз
command-settings = Настройки

## Greetings

start =
    Здравствуйте! Я отвечаю с помощью GigaChat: просто напишите мне вопрос, и ответ начнёт появляться прямо на глазах.

    Я помню наш разговор. /new — начать с чистого листа, /model — выбрать модель, /system — задать мне характер, /help — всё остальное.
start-group =
    Здравствуйте! В этом чате я отвечаю, когда меня упоминают (@{ $username }) или отвечают на моё сообщение. В каждой теме — свой разговор. /help@{ $username } — что я умею.
help =
    Напишите вопрос — ответ будет расти в одном сообщении. Кнопка «Стоп» останавливает его в любой момент.

    /new — забыть разговор и начать заново (ничего не удаляется)
    /model — выбрать модель GigaChat
    /system — задать характер: «Ты — терпеливый учитель физики»
    /stop — остановить ответ
    /retry — ответить на последний вопрос ещё раз
    /settings — модель, характер, язык и показ ответа в одном месте

    В группах упомяните меня или ответьте на моё сообщение. Модель и характер там меняют администраторы.
unknown-command = Такой команды нет. Что я умею, расскажет /help.
only-text = Я пока читаю только текст. Напишите вопрос словами.

## Conversation

new-done = Начинаем с чистого листа. Прежний разговор сохранён, но в ответах не учитывается.
stop-done = { $count ->
    [one] Остановлено.
    [few] Остановлено: { $count } ответа.
   *[many] Остановлено: { $count } ответов.
}
stop-nothing = Сейчас нечего останавливать.
retry-nothing = В этом разговоре ещё нет вопросов. Просто напишите свой.
retry-growing = Ответ ещё пишется. /stop остановит его, и тогда можно будет повторить.
passed-over = { $count ->
    [one] Меня долго не было. Отвечаю на последние вопросы, а { $count } более ранний пропускаю: если он ещё важен, задайте его снова.
    [few] Меня долго не было. Отвечаю на последние вопросы, а { $count } более ранних пропускаю: если они ещё важны, задайте их снова.
   *[many] Меня долго не было. Отвечаю на последние вопросы, а { $count } более ранних пропускаю: если они ещё важны, задайте их снова.
}
place-in-line = В очереди к GigaChat: { $place }-е место. Отвечу, как только дойдёт черёд.
place-in-line-soon = В очереди к GigaChat: { $place }-е место. Отвечу { $soon }.
gigachat-busy = GigaChat сейчас занят. Ничего делать не нужно: я спрашиваю его снова и отвечу, как только он освободится.
soon-seconds = { $count ->
    [one] примерно через { $count } секунду
    [few] примерно через { $count } секунды
   *[many] примерно через { $count } секунд
}
soon-minutes = { $count ->
    [1] примерно через минуту
    [one] примерно через { $count } минуту
    [few] примерно через { $count } минуты
   *[many] примерно через { $count } минут
}

button-stop = ■ Стоп
button-leave = ✕ Не ждать
button-retry = ↻ Ещё раз
button-continue = Продолжить ▸

note-stopped = ■ Остановлено
note-stopped-empty = ■ Остановлено до первого слова.
note-length = ✂ Ответ упёрся в предел длины. Кнопка «Продолжить» допишет его.
note-paused = ⏸ Бот перезапускается и сейчас допишет ответ.
toast-stopping = Останавливаю
toast-retrying = Отвечаю ещё раз
toast-continuing = Продолжаю
toast-continued = Продолжение уже есть ниже.
toast-growing = Сейчас пишется другой ответ. Подождите, пока он закончится, или остановите его.
toast-ended = Этот ответ уже закончен.
toast-not-yours = Это может сделать только тот, кто спросил, или администратор.
toast-admins-only = Менять это здесь могут только администраторы чата.
toast-gone = Этого ответа я уже не помню. Задайте вопрос снова.

# What the model reads when a cut answer is to go on.
continue-instruction = Твой ответ оборвался. Продолжай точно с того места, где он оборвался: без вступления, без повторов, в том же оформлении.

## Model

model-title = Модель этого разговора: { $model }. Выберите другую:
model-set = Теперь отвечает { $model }.
model-unknown = Модели «{ $name }» нет. Выберите из тех, что доступны:
model-list-failed = Сейчас отвечает { $model }. Список моделей GigaChat не отвечает, попробуйте через минуту.

## System prompt

system-none = Характер не задан: я отвечаю так, как привык GigaChat. Задать: /system Ты — …
system-default = Характер по умолчанию:

    { $prompt }
system-current = Мой характер в этом разговоре:

    { $prompt }
system-set = Принято. Так и буду отвечать, начиная со следующего вопроса.
system-reset = Характер сброшен.
system-too-long = Это { $length } символов, а помещается не больше { $limit }. Сократите, пожалуйста.
system-invite = Опишите ответом на это сообщение, каким мне быть. Например: «Ты — терпеливый учитель физики, отвечай коротко».
system-placeholder = Ты — …
button-change = Изменить
button-reset = Сбросить

## Settings

settings =
    Настройки этого разговора

    Модель: { $model }
    Характер: { $prompt }
    Язык: { $language }
    Показ ответа: { $showing }
settings-prompt-own = свой
settings-prompt-default = по умолчанию
settings-prompt-none = не задан
settings-language-auto = как в Telegram
settings-language-ru = русский
settings-language-en = English
button-model = Модель
button-system = Характер
button-showing = Показ ответа
button-language = Язык
button-new = Начать заново
button-back = ‹ Назад
settings-showing-edits = растёт на глазах
settings-showing-drafts = черновик Telegram
settings-showing-whole = целиком, когда готов
button-rich = настоящие таблицы и формулы
showing-title =
    Как показывать ответ, пока GigaChat его пишет?

    «Растёт на глазах»: сообщение дополняется, пока не будет готово. «Целиком»: одно готовое сообщение.

    Настоящие таблицы и формулы красивее, но старые и неофициальные приложения Telegram их не показывают.
showing-title-private =
    Как показывать ответ, пока GigaChat его пишет?

    «Растёт на глазах»: сообщение дополняется, пока не будет готово. «Черновик Telegram»: плавнее, но кое-где черновик ненадолго остаётся рядом с готовым ответом. «Целиком»: одно готовое сообщение.

    Настоящие таблицы и формулы красивее, но старые и неофициальные приложения Telegram их не показывают.
language-title = На каком языке мне говорить о себе? Отвечает GigaChat на языке вопроса.
admins-only = Менять это здесь могут только администраторы чата. Посмотреть может каждый.

## What went wrong, and what to do next

error-internal = Что-то сломалось на моей стороне. Вопрос сохранён: попробуйте ещё раз.
error-given-up = Я несколько раз начинал этот ответ и каждый раз перезапускался, не закончив. Попробуйте ещё раз или спросите иначе.
error-storage = Не могу записать ваше сообщение: не отвечает хранилище. Оно не потеряно: отвечу, как только смогу.
error-provider = GigaChat сейчас не отвечает. Вопрос сохранён: попробуйте через минуту.
error-queue-full = В очереди к GigaChat сейчас нет места. Попробуйте через несколько минут.
error-queue-full-until = В очереди к GigaChat сейчас нет места. Попробуйте { $soon }.
error-busy = GigaChat занят другими запросами. Попробуйте через минуту.
error-key = GigaChat не принимает ключ этого бота. Сообщите владельцу: ему поможет команда «check».
error-certificate = Не удалось проверить сертификат GigaChat, поэтому соединения нет. Сообщите владельцу бота.
error-quota = Токены этой модели закончились. Выберите другую: /model
error-access = Эта модель недоступна по тарифу бота. Выберите другую: /model
error-model = Такой модели у GigaChat больше нет. Выберите другую: /model
error-too-long = Вопрос слишком длинный для модели. Сократите его или разбейте на части.
error-request = GigaChat не понял запрос. Переформулируйте вопрос или начните заново: /new
error-empty = GigaChat ответил пустотой. Попробуйте ещё раз.
error-blacklist = GigaChat не отвечает на такие вопросы. Спросите иначе или о другом; в разговоре это не останется.
error-cut = ⚠ Связь с GigaChat оборвалась, ответ неполный.

## The terminal: `python -m bot check`

check-ok = в порядке
check-token = Telegram
check-token-ok = @{ $username } на связи
check-token-failed = Telegram не принимает BOT_TOKEN. Возьмите токен у @BotFather и запишите в .env
check-token-missing = BOT_TOKEN не задан. Возьмите токен у @BotFather и запишите в .env
check-token-unreachable = Telegram недоступен. Проверьте сеть, TELEGRAM_API_URL и TELEGRAM_PROXY
check-key = Ключ
check-key-failed = GigaChat не принимает ключ. Скопируйте Authorization key из кабинета в GIGACHAT_CREDENTIALS и проверьте GIGACHAT_SCOPE
check-unreachable = GigaChat недоступен. Проверьте сеть, GIGACHAT_AUTH_URL, GIGACHAT_BASE_URL и GIGACHAT_PROXY
check-certificate = Сертификат
check-certificate-failed = сертификат не проверяется. Нужен Russian Trusted Root CA: уберите GIGACHAT_CA_BUNDLE_FILE или укажите верный файл
check-model = Модель
check-model-failed = модели { $model } нет среди доступных: { $models }. Исправьте GIGACHAT_MODEL
check-skipped = не проверялось: сначала исправьте то, что выше
check-database = База данных
check-database-failed = Проверьте DATABASE_PATH и права на папку
check-database-new = будет создана: { $path }
check-database-older = { $path }, обновится при запуске
check-key-missing = GIGACHAT_CREDENTIALS не задан. Скопируйте Authorization key из кабинета Studio в .env

## The terminal: `python -m bot demo`

demo =
    Откройте { $url } — там мессенджер, в котором живёт бот. Ctrl-C закончит показ.

## The terminal: `python -m bot backup`, `restore` and `check-db`

backup-written = Копия готова и проверена: { $path }, { $size } МБ
restore-done = База { $path } восстановлена из { $source }
restore-kept = Прежняя база осталась в { $path }
check-db-megabytes = МБ
check-db-newest = версия { $version }
check-db-older = версия { $version }, обновится при запуске
check-db-conversations = разговоров
check-db-turns = вопросов
check-db-pending = ещё без ответа
check-db-unshown = ответов ещё не показано
check-db-undone = обновлений Telegram не разобрано
check-db-letters = сообщений ждут отправки
check-db-sound = База цела
check-db-damaged = База повреждена. Остановите бота и восстановите копию: python -m bot restore FILE. Что нашла SQLite:
