## Commands: what the menu says

command-start = Познакомиться
command-help = Что я умею
command-new = Начать разговор заново
command-model = Выбрать модель
command-system = Задать характер
command-stop = Остановить ответ
command-retry = Ответить ещё раз
command-settings = Настройки
command-usage = Мой расход
command-privacy = Что хранится и кто видит
command-export = Забрать разговоры файлом
command-forget = Стереть разговоры
command-admin = Управлять ботом
command-invite = Пригласить человека

## Greetings

start =
    Здравствуйте! Я отвечаю с помощью GigaChat: просто напишите мне вопрос, и ответ начнёт появляться прямо на глазах.

    Я помню наш разговор. /new — начать с чистого листа, /model — выбрать модель, /system — задать мне характер, /help — всё остальное.
start-group =
    Здравствуйте! В этом чате я отвечаю, когда меня упоминают (@{ $username }) или отвечают на моё сообщение. В каждой теме — свой разговор. /help@{ $username } — что я умею.
help =
    Напишите вопрос — ответ будет расти в одном сообщении. Кнопка «Стоп» останавливает его в любой момент.

    /new — начать новый разговор; прежний хранится, но модель его больше не видит
    /model — выбрать модель GigaChat
    /system — задать характер: «Ты — терпеливый учитель физики»
    /stop — остановить ответ
    /retry — ответить на последний вопрос ещё раз
    /settings — модель, характер, язык и показ ответа в одном месте
    /usage — сколько вопросов и токенов израсходовано
    /privacy — что хранится; /export — забрать, /forget — стереть

    В группах упомяните меня или ответьте на моё сообщение. Модель и характер там меняют администраторы.
help-admin =
    { help }

    Вы администратор этого бота: /admin — расход, люди, лимиты и рассылка{ $invites ->
        [yes] , /invite — ссылка-приглашение.
       *[no] .
    }
unknown-command = Такой команды нет. Что я умею, расскажет /help.
only-text = Я пока читаю только текст. Напишите вопрос словами.
only-caption = { $what ->
    [picture] Картинку я не вижу
    [video] Видео я не вижу
    [sound] Запись я не слышу
   *[file] Файл я не открываю
}: отвечаю только на подпись. Что важно, напишите словами.

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
place-in-line-soon = В очереди к GigaChat: { $place }-е место. Отвечу примерно через { $wait }.
gigachat-busy = GigaChat сейчас занят. Ничего делать не нужно: я спрашиваю его снова и отвечу, как только он освободится.
gigachat-thinks = GigaChat думает дольше обычного…

button-stop = ■ Стоп
button-leave = ✕ Не ждать
button-retry = ↻ Ещё раз
button-continue = Продолжить ▸

note-stopped = ■ Остановлено
note-stopped-empty = ■ Остановлено до первого слова.
note-left = ✕ Вопрос снят с очереди. Кнопка «Ещё раз» задаст его снова.
note-length = ✂ Ответ упёрся в предел длины. Кнопка «Продолжить» допишет его.
note-paused = ⏸ Бот перезапускается и сейчас допишет ответ.
note-refused = ⚠ Telegram не принимает текст этого ответа. Попробуйте ещё раз: другой он, скорее всего, примет.
toast-stopping = Останавливаю
toast-left = Вопрос снят с очереди
toast-retrying = Отвечаю ещё раз
toast-from-here = Разговор продолжится отсюда. Чтобы вернуться, ответьте на последний ответ внизу.
toast-continuing = Продолжаю
toast-continuing-from-here = Продолжаю, и разговор пойдёт отсюда. Чтобы вернуться, ответьте на тот ответ, который был последним.
toast-continued = Продолжение уже есть ниже.
toast-growing = Сейчас пишется другой ответ. Подождите, пока он закончится, или остановите его.
toast-ended = Этот ответ уже закончен.
toast-not-yours = Это может сделать только тот, кто спросил, или администратор.
toast-admins-only = Менять это здесь могут только администраторы чата.
toast-gone = Этого ответа я уже не помню. Задайте вопрос снова.

# What the model reads when a cut answer is to go on.
continue-instruction = Твой ответ оборвался. Продолжай точно с того места, где он оборвался: без вступления, без повторов, в том же оформлении.

## Model

model-title = Модель этого разговора: { $model }. { $may ->
    [yes] Выберите другую:
   *[no] { toast-admins-only }
}
model-set = Теперь отвечает { $model }.
model-unknown = Модели «{ $name }» нет. Выберите из тех, что доступны:
model-list-failed = Сейчас отвечает { $model }. Список моделей GigaChat не отвечает, попробуйте через минуту.

## System prompt

system-none = Характер не задан: я отвечаю так, как привык GigaChat. { $may ->
    [yes] Задать: /system Ты — …
   *[no] { toast-admins-only }
}
system-default =
    { $may ->
        [yes] Характер по умолчанию:
       *[no] Характер по умолчанию. { toast-admins-only }
    }

    { $prompt }
system-current =
    { $may ->
        [yes] Мой характер в этом разговоре:
       *[no] Мой характер в этом разговоре. { toast-admins-only }
    }

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
    { $may ->
        [yes] Настройки этого разговора
       *[no] Настройки этого разговора. { toast-admins-only }
    }

    Модель: { $model }
    Характер: { $prompt }
    Язык: { $language }
    Показ ответа: { $showing }{ $rich ->
        [yes] , { button-rich }
       *[no] { "" }
    }
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
    { $may ->
        [yes] Как показывать ответ, пока GigaChat его пишет?
       *[no] Как показывается ответ, пока GigaChat его пишет. { toast-admins-only }
    }

    «Растёт на глазах»: сообщение дополняется, пока не будет готово. «Целиком»: одно готовое сообщение.

    Настоящие таблицы и формулы красивее, но старые и неофициальные приложения Telegram их не показывают.
showing-title-private =
    Как показывать ответ, пока GigaChat его пишет?

    «Растёт на глазах»: сообщение дополняется, пока не будет готово. «Черновик Telegram»: плавнее, но кое-где черновик ненадолго остаётся рядом с готовым ответом. «Целиком»: одно готовое сообщение.

    Настоящие таблицы и формулы красивее, но старые и неофициальные приложения Telegram их не показывают.
language-title = { $may ->
    [yes] На каком языке мне говорить о себе?
   *[no] Язык, на котором я говорю о себе. { toast-admins-only }
} Отвечает GigaChat на языке вопроса.
admins-only = Менять это здесь могут только администраторы чата. Посмотреть может каждый.

## Who may talk

access-closed = { $mode ->
    [invite] Этот бот открыт по приглашениям: если у вас есть ссылка, откройте её.
   *[list] Этот бот отвечает не всем.
} { $asked ->
    [yes] Я спросил администратора. Когда он разрешит, я напишу сюда.
   *[no] Попросите доступ у владельца бота.
}
access-granted = Администратор открыл вам доступ. Просто напишите вопрос; /help расскажет остальное.
access-code-spent = Это приглашение уже использовано или устарело. Попросите новую ссылку у того, кто прислал эту.
access-request = { $name } просит доступа к боту.
access-request-group = { $name } добавляет бота в группу «{ $title }» ({ $id }). Отвечать там?
access-request-waiting-group = Меня добавили в группу «{ $title }» ({ $id }). Отвечать там?
access-requests-more = Просьб больше, чем показано: ждут ещё { $count }. Ответьте на эти и нажмите /start снова. Все, кто ждёт, отмечены знаком «?»: /admin → «Люди» и «Группы».
group-not-allowed = В группе «{ $title }» я пока молчу: её должен разрешить администратор бота. { $asked ->
    [yes] Я его спросил.
   *[no] Попросите об этом владельца бота.
}
button-allow = Разрешить
button-refuse = Отказать
request-allowed =
    { $request }

    ✓ Доступ открыт. Так решил администратор: { $admin }
request-refused =
    { $request }

    ✕ В доступе отказано. Так решил администратор: { $admin }
request-banned =
    { $request }

    ✕ Доступ запрещён. Так решил администратор: { $admin }
request-invited =
    { $request }

    ✓ Доступ уже открыт по приглашению. Пригласил администратор: { $admin }
invite-link = { $days ->
    [one] Ссылка впустит одного человека. Она действует { $days } день:
    [few] Ссылка впустит одного человека. Она действует { $days } дня:
   *[many] Ссылка впустит одного человека. Она действует { $days } дней:
} { $link }
invite-off = Приглашения выключены. Чтобы бот пускал по ним, поставьте ACCESS=invite и перезапустите его.
invite-in-private = Приглашение дам в личном чате, чтобы его не прочли другие.

## Limits

limit-refused = { $what ->
    [minute] { $whose ->
        [group] В этой группе слишком много вопросов подряд.
       *[person] Слишком много вопросов подряд.
    } Следующий можно задать через { $wait }: { $at }.
    [day] { $whose ->
        [group] Дневной лимит этой группы исчерпан.
       *[person] Ваш дневной лимит исчерпан.
    } Спросить снова можно через { $wait }: { $at }.
    [month] { $whose ->
        [group] Месячный лимит этой группы исчерпан.
       *[person] Ваш месячный лимит исчерпан.
    } Спросить снова можно через { $wait }: { $at }.
    [never-afresh] { $whose ->
        [group] Вопрос с ответом стоит больше, чем весь лимит группы.
       *[person] Вопрос с ответом стоит больше, чем весь ваш лимит.
    } Сократите его или попросите владельца бота поднять лимит.
   *[never] { $whose ->
        [group] Вопрос с памятью разговора стоит больше, чем весь лимит группы.
       *[person] Вопрос с памятью разговора стоит больше, чем весь ваш лимит.
    } Сократите его или начните разговор заново: /new
}
limit-tight = Вопросу с ответом нужно около { $estimate } токенов, а до { $what ->
    [month] месячного
   *[day] дневного
} лимита { $whose ->
    [group] группы осталось
   *[person] осталось
} { $left }. Если разговор длинный, поможет /new; лимит откроется через { $wait }: { $at }.
limit-under-way = До { $what ->
    [month] месячного
   *[day] дневного
} лимита { $whose ->
    [group] группы осталось
   *[person] осталось
} { $left } токенов, и они могут понадобиться незаконченным ответам. Дождитесь их и спросите снова.
wait = { $unit ->
    [seconds] { $count ->
        [one] { $count } секунду
        [few] { $count } секунды
       *[many] { $count } секунд
    }
    [minutes] { $count ->
        [1] минуту
        [one] { $count } минуту
        [few] { $count } минуты
       *[many] { $count } минут
    }
    [hours] { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    }
   *[days] { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
}
limit-warning = { $whose ->
    [group] Группа израсходовала
   *[person] Вы израсходовали
} уже { $share } % { $what ->
    [month] месячного
   *[day] дневного
} лимита: { $used } из { $allowed } токенов. Подробнее: /usage
limit-used-up = { $whose ->
    [group] { $what ->
        [month] Месячный лимит этой группы исчерпан
       *[day] Дневной лимит этой группы исчерпан
    }
   *[person] { $what ->
        [month] Ваш месячный лимит исчерпан
       *[day] Ваш дневной лимит исчерпан
    }
}: израсходовано { $used } из { $allowed } токенов. Спросить снова можно через { $wait }: { $at }.

## Usage

usage =
    { $whose ->
        [group] Расход этой группы
       *[person] Ваш расход
    }

    Сегодня: вопросов { $day_questions }, токенов { $day_tokens }{ $day_limit ->
        [0] { "" }
       *[other] { " " }из { $day_limit }
    }
    За месяц: вопросов { $month_questions }, токенов { $month_tokens }{ $month_limit ->
        [0] { "" }
       *[other] { " " }из { $month_limit }
    }
    Вопросов в минуту: { $per_minute ->
        [0] без ограничения
       *[other] не больше { $per_minute }
    }
usage-picture = Токены за последние 30 дней
usage-admins-only = Расход группы показываю её администраторам. Свой увидите в личном чате: /usage

## Privacy

privacy =
    Что хранится и кто это видит

    • Ваши вопросы и мои ответы, ваше имя и id ({ $id }) лежат в файле у владельца этого бота, без шифрования. Он может их прочесть.
    • Вопрос, память разговора и характер уходят в GigaChat, его обрабатывает Сбер. В группе вместе с вопросом уходит имя спросившего.
    • Сколько вы спросили и сколько токенов на это ушло, записано по дням. Это видят администраторы бота.
    • Пересылка идёт через Telegram. Больше никому я ничего не передаю.
    • { $days ->
        [0] Хранится всё, пока вы не сотрёте.
        [one] Разговоры старше { $days } дня стираются сами.
       *[other] Разговоры старше { $days } дней стираются сами.
    }

    { $outside ->
        [yes] /forget — стереть это. Ваш id и то, что решено о доступе, останутся.
       *[no] /export — забрать свои разговоры файлом, /forget — стереть их. В группе это может её создатель.
    }
privacy-nothing = О вас я ничего не храню. Ваш id в Telegram: { $id }
owner-only = В группе это может только её создатель, от своего имени.
toast-owner-only = Это может только создатель группы.
export-begun = Собираю ваши разговоры: пришлю файл для чтения и файл JSON.
export-begun-group = Собираю разговоры группы: пришлю файлы вам в личный чат.
export-nothing = Пока нечего забирать: сохранённых разговоров нет.
export-under-way = Файлы уже собираются.
export-failed = { $where ->
    [group] Файлы отправить не удалось. Откройте личный чат со мной, нажмите «Старт» и повторите здесь.
   *[private] Файлы отправить не удалось. Попробуйте позже: /export
}
export-place = { $place ->
    [private] Личный чат
   *[group] Группа { $chat }{ $topic ->
        [0] { "" }
       *[other] , тема { $topic }
    }
}
export-zone = Время указано по часовому поясу { $zone }.
export-question = Вопрос
export-again = ещё раз
export-no-answer = Ответа нет.
export-state = { $state ->
    [stopped] остановлен
    [failed] не получен
    [pending] ещё не закончен
   *[cut] оборван
}
forget-ask = { $where ->
    [group] Стереть всё, что было сказано мне в этой группе? Ответы, которые сейчас пишутся, остановятся.
   *[private] Стереть все ваши разговоры со мной и то, что вы спрашивали в группах? Ответы, которые сейчас пишутся, остановятся. Лимиты, которые вам поставил администратор бота, останутся.
}{ $loses ->
    [yes] { " " }Доступ к боту тоже сотрётся: его придётся просить заново.
    [nothing] { " " }Ваш id и то, что решено о доступе, останутся.
   *[no] { "" }
} Вернуть стёртое нельзя. Сообщения в Telegram останутся, их можно удалить в самом чате.
button-forget = Стереть всё
button-keep = Оставить
forget-kept = Ничего не стёрто.
forget-done = { $turns ->
    [0] Готово: вопросов и ответов здесь больше нет.
   *[other] Стёрто: { $turns ->
        [one] { $turns } вопрос с ответом
        [few] { $turns } вопроса с ответами
       *[many] { $turns } вопросов с ответами
    }{ $conversations ->
        [0] .
        [one] { " " }и { $conversations } разговор.
        [few] { " " }и { $conversations } разговора.
       *[many] { " " }и { $conversations } разговоров.
    }
}{ $limited ->
    [yes] { " " }Лимиты, которые поставил администратор бота, остались.
   *[no] { "" }
} Сообщения в самом чате тоже остались: их можно удалить в Telegram. В резервных копиях владельца бота стёртое может ещё храниться.

## The bot's own admins: /admin

admin-top =
    Управление ботом

    { $page }
admin-in-private = Управление ботом открою в личном чате, чтобы его не видели другие: /admin
admin-page = { $page }
admin-figures =
    Сегодня
    { $day }

    Этот месяц
    { $month }

    Токены по моделям за месяц
    { $models }
admin-waiting = Ждут решения: { $count }. Нажмите /start, и я пришлю просьбы с кнопками.
admin-period =
    людей { $people }, групп { $groups }
    вопросов { $questions }, с ошибкой { $failed }
    токенов { $total }: запросы { $prompt }, ответы { $completion }
    до первого слова { $first_text }, в очереди { $waited } (в среднем)
admin-seconds = { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } с
admin-number = { $number }
admin-tokens = { $model }: { $tokens }
admin-unlimited = без ограничения
admin-balance =
    Осталось токенов GigaChat

    { $models }
admin-balance-pays = Ключ платит по факту: остатка токенов у него нет.
admin-balance-failed = Остаток узнать не удалось. { $advice }
admin-acts =
    Что меняли администраторы

    { $acts }
admin-acts-none = Пока ничего.
admin-picture-questions = Вопросы за последние 30 дней
admin-picture-tokens = Токены за последние 30 дней
admin-pictures-failed = Картинки отправить не удалось. Попробуйте ещё раз.
admin-list = { $total ->
    [0] { $searched ->
        [yes] По запросу «{ $search }» { $kind ->
            [groups] групп
           *[people] людей
        } не нашлось. Попробуйте часть имени или названия, @username или id.
       *[no] { $kind ->
            [groups] Групп пока нет.
           *[people] Людей пока нет.
        }
    }
   *[other] { $kind ->
        [groups] Группы
       *[people] Люди
    }{ $searched ->
        [yes] , поиск «{ $search }»
       *[no] { "" }
    }: { $total }
}
admin-search-people = людей
admin-search-groups = группы
admin-search-invite = Ищем { $about }. Ответьте на это сообщение частью имени или названия, @username или id.
admin-search-placeholder = Имя, название, @username или id
admin-nobody = О нём ничего не известно.
admin-no-admin = Это администратор бота: его id стоит в ADMINS.
admin-subject =
    { $who }

    Доступ: { $access }
    Последний раз: { $seen }
    Сегодня: вопросов { $day_questions }, токенов { $day_tokens }
    За месяц: вопросов { $month_questions }, токенов { $month_tokens }

    { $limits }
admin-limits =
    { $exceptions ->
        [yes] Лимиты (* — исключение)
       *[no] Лимиты
    }
    вопросов в минуту: { $minute }
    токенов в день: { $day }
    токенов в месяц: { $month }
admin-limits-invite = Напишите ответом три числа: вопросов в минуту, токенов в день, токенов в месяц. 0 — без ограничения, «-» — как у всех. Лимиты для: { $about }
admin-limits-placeholder = 10 50000 -
admin-limits-wrong = Нужны три числа через пробел, например: 10 50000 -
admin-model = Модель по умолчанию: { $model }. { $known ->
    [yes] Она отвечает всем, кто не выбрал свою.
   *[no] Список моделей GigaChat сейчас не отвечает.
}
admin-model-gone = Такой модели сейчас нет.
admin-system = { $has ->
    [yes] Характер по умолчанию:
   *[no] Характер по умолчанию не задан.
} { $prompt }
admin-system-invite = Опишите ответом характер для всех, у кого нет своего; «-» — без характера. Передумали? Просто откройте { $about }
admin-broadcast-invite = Напишите ответом, что разослать. Сначала я покажу, как это будет выглядеть. Передумали? Просто откройте { $about }
admin-broadcast-nobody = Рассылать пока некому.
admin-broadcast-preview = Получатели: { $people ->
    [0] { "" }
    [one] { $people } человек
    [few] { $people } человека
   *[many] { $people } человек
}{ $both ->
    [yes] { " " }и{ " " }
   *[no] { "" }
}{ $groups ->
    [0] { "" }
    [one] { $groups } группа
    [few] { $groups } группы
   *[many] { $groups } групп
}. Сообщение будет выглядеть так, как ниже; звёздочки и другая разметка Markdown останутся знаками:
admin-broadcast-placeholder = Текст рассылки
admin-broadcast-cancelled = Рассылка отменена.
admin-broadcast-text =
    { $progress }

    { $text }
admin-broadcast-progress = Рассылка: отправлено { $sent } из { $chats }, не дошло { $failed }, осталось { $left }.
admin-broadcast-done = Рассылка закончена. Отправлено { $sent } из { $chats }, не дошло { $failed }, осталось { $left }.
admin-broadcast-stopped = Рассылка остановлена. Отправлено { $sent } из { $chats }, не дошло { $failed }, не отправлялось { $left }.
standing-unknown = ничего не решено
standing-asked = просит доступа
standing-allowed = открыт
standing-refused = отказано
standing-banned = запрещён
standing-admin = администратор бота
standing-open = открыт, как всем
standing-listed = открыт: назван в ALLOWED
act-terminal = командная строка
act-allow = доступ открыт: { $who }
act-refuse = в доступе отказано: { $who }
act-ban = доступ запрещён: { $who }
act-unban = запрет снят: { $who }
act-invite = создана ссылка-приглашение
act-invited = по приглашению доступ получает { $who }
act-forgotten = удалённый человек
act-limits = лимиты изменены: { $who } — { $what }
act-limits-told = вопросов в минуту { $minute }, токенов в день { $day }, токенов в месяц { $month }
act-limit-default = как у всех
act-model = модель для всех теперь: { $what }
act-system = характер для всех теперь: { $what }
act-of-setting = как в настройках
act-none = не задан
act-broadcast = рассылка начата, чатов: { $what }
act-broadcast-stop = рассылка остановлена
button-pictures = Картинки
button-balance = Остаток токенов
button-people = Люди
button-groups = Группы
button-default-model = Модель для всех
button-default-system = Характер для всех
button-acts = Журнал
button-broadcast = Рассылка
button-refresh = ↻ Обновить
button-search = Найти
button-ban = Запретить
button-unban = Снять запрет
button-limits = Лимиты
button-per-minute = { $count }/мин
button-per-day = { $count }/день
button-per-month = { $count }/мес
button-no-limit = ∞
short-thousands = { $count } тыс.
short-millions = { $count } млн
button-write-limits = Свои числа
button-default-limits = Как у всех
button-of-setting = Как в настройках: { $value }
button-send-to = Разослать, чатов: { $chats }
button-cancel = Отменить

## What admins are told by themselves

alert = ⚠ Нужна помощь владельца бота. { $advice }
alert-over = ✓ Снова работает.
alert-quota = Токены GigaChat закончились (402). Купите пакет в кабинете Studio или выберите другую модель для всех: /admin
alert-storage = Ничего не удаётся записать: база данных не принимает данные. Проверьте место на диске, права и DATABASE_PATH
alert-webhook = Telegram не может достучаться до вебхука. Проверьте WEBHOOK_URL, порт и сертификат
alert-balance = ⚠ У модели { $model } осталось токенов: { $tokens }. Это меньше, чем BALANCE_WARNING.

## The terminal: `python -m bot admin`

admin-cli-no-database = Базы { $path } ещё нет: запустите бота один раз
admin-cli-nobody = никого не найдено
admin-cli-never-seen = Бот этого id ещё не видел: проверьте, что он верен.
admin-cli-no-model = Такой модели нет: { $name }. GigaChat предлагает: { $models }
admin-cli-model-unchecked = Проверить имя не удалось: у GigaChat нельзя спросить. Что мешает, покажет python -m bot check
admin-cli-broadcast-none = Рассылок ещё не было. Начать: python -m bot admin broadcast "Текст"
admin-cli-broadcast-idle = Сейчас ничего не рассылается
admin-cli-broadcast-length = Нужен текст от 1 до { $limit } знаков
admin-cli-broadcast-send = Отправить: та же команда с --send
admin-cli-broadcast-begun = Бот возьмётся за неё через несколько секунд, а если не запущен — при запуске. Ход: python -m bot admin broadcast, остановить: --stop
admin-cli-invite-off = ACCESS не invite: код сохранён, но бот примет его, только если поставить ACCESS=invite

## What went wrong, and what to do next

error-defect = Что-то сломалось на моей стороне, это не получилось. Попробуйте ещё раз.
error-internal = Что-то сломалось на моей стороне. Вопрос сохранён: попробуйте ещё раз.
error-given-up = Я несколько раз начинал этот ответ и каждый раз перезапускался, не закончив. Попробуйте ещё раз или спросите иначе.
error-storage = Не могу записать ваше сообщение: не отвечает хранилище. Оно не потеряно: отвечу, как только смогу.
error-provider = GigaChat сейчас не отвечает. Вопрос сохранён: попробуйте через минуту.
error-queue-full = В очереди к GigaChat сейчас нет места. Попробуйте через несколько минут.
error-queue-full-until = В очереди к GigaChat сейчас нет места. Попробуйте примерно через { $wait }.
error-busy = GigaChat занят другими запросами. Попробуйте через минуту.
error-key = Я временно не могу отвечать: неполадка с доступом к GigaChat. Исправить её может только владелец бота, попробуйте позже.
error-certificate = Не удалось проверить сертификат GigaChat, поэтому соединения нет. Сообщите владельцу бота и попробуйте позже.
error-quota = Токены этой модели закончились. Выберите другую: /model
error-access = Эта модель недоступна по тарифу бота. Выберите другую: /model
error-model = Такой модели у GigaChat больше нет. Выберите другую: /model
error-too-long = Вопрос слишком длинный для модели. Сократите его или разбейте на части.
error-request = GigaChat не понял запрос. Переформулируйте вопрос или начните заново: /new
error-empty = GigaChat ответил пустотой. Попробуйте ещё раз.
error-blacklist = GigaChat не отвечает на такие вопросы. Спросите иначе или о другом; в разговоре это не останется.
error-cut = ⚠ Связь с GigaChat оборвалась, ответ неполный.

## The terminal: what an owner does about GigaChat's refusals, where the chat's words do not fit

terminal-quota = Токены этой модели закончились (402). Купите пакет в кабинете Studio или укажите другую модель: GIGACHAT_MODEL или ask --model
terminal-access = Эта модель недоступна по тарифу ключа (403). Укажите другую: GIGACHAT_MODEL или ask --model
terminal-model = Такой модели у GigaChat нет (404). Исправьте GIGACHAT_MODEL или имя в ask --model
terminal-request = GigaChat не понял запрос. Переформулируйте вопрос или укажите другую модель: GIGACHAT_MODEL или ask --model

## The terminal: `python -m bot check`

check-ok = в порядке
check-token = Telegram
check-token-ok = @{ $username } на связи
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

## The terminal: what is wrong with a setting, behind its name

setting-token-missing = не задан. Возьмите токен у @BotFather и запишите в .env
setting-token-shape = не похоже на токен от @BotFather: 123456789:AAE…
setting-token-rejected = Telegram не принимает этот токен. Скопируйте его у @BotFather ещё раз
setting-token-revoked = Telegram больше не принимает этот токен: его отозвали. Возьмите новый у @BotFather
setting-token-in-use = с этим токеном уже работает другая программа. Сначала остановите её
setting-key-missing = не задан. Скопируйте Authorization key из кабинета Studio в .env
setting-scope = нужно имя, например GIGACHAT_API_PERS
setting-unknown = такой настройки нет. Все настройки перечислены в .env.example
setting-misspelt = такой настройки нет. Может быть, { $meant }?
setting-line = нужна строка вида ИМЯ=значение
setting-unreadable = { $path } не читается ({ $reason })
setting-empty-file = { $path } пуст
setting-twice = задано вместе с { $other }. Оставьте что-то одно
setting-alone = не имеет смысла без { $other }
setting-verified = сертификаты проверяются всегда. Уберите эту настройку
setting-url = нужен адрес, который начинается с https://
setting-url-plain = без TLS (http://) можно обращаться только к этой же машине. Нужен адрес с https://
setting-url-parts = в адресе есть что-то кроме схемы, хоста, порта и пути
setting-proxy = нужен адрес вида http://host:port или socks5://host:port
setting-ids = нужны id через запятую, например 123456789,-1001234567890
setting-people = среди id есть такой, который не может принадлежать человеку: у людей они положительные
setting-zone = нужен часовой пояс, например Europe/Moscow
setting-whole = нужно целое число
setting-number = нужно число
setting-at-least = нужно число не меньше { $bound }
setting-above = нужно число больше { $bound }
setting-at-most = нужно число не больше { $bound }
setting-choice = нужно одно из: { $bound }
setting-switch = нужно true или false
setting-empty = нужно значение
setting-malformed = такое значение не подходит
setting-bundle = в { $path } нет сертификата в формате PEM
setting-port = порт { $port } на { $host } не открывается ({ $reason })
setting-certificate = вместе с { $other } не подходит ({ $reason })
setting-webhook-refused = Telegram не принимает этот адрес ({ $reason })

## The terminal: what is wrong with the database

storage-exists = { $path } уже есть. Назовите другой файл или добавьте --force
storage-no-file = Файла { $path } нет
storage-itself = { $path } — это сама база данных
storage-empty = База данных { $path } пуста
storage-not-copied = База данных { $path } повреждена, копии нет: { $reason }
storage-no-folder = Базу данных { $path } не создать: { $folder } — не папка
storage-no-files = Базу данных { $path } не создать: в её папку нельзя записывать
storage-no-right = База данных { $path } недоступна для записи: у этого пользователя нет прав на файл или папку
storage-in-use = База данных { $path } занята: с ней уже работает другой процесс этого бота
storage-newer = База данных { $path } версии { $version } новее программы, которая знает версию { $known }. Запустите более новый выпуск или верните прежнюю копию
storage-foreign = База данных { $path } принадлежит другой программе
storage-not-upgraded = База данных { $path } осталась как была, обновить её не удалось: { $reason }
storage-locked = База данных { $path } заблокирована другим процессом
storage-disk = База данных { $path } не читается или не записывается: диск сообщает об ошибке
storage-damaged = База данных { $path } повреждена. Верните копию: python -m bot restore ФАЙЛ
storage-full = База данных { $path } не может вырасти: диск полон
storage-cant-open = База данных { $path } не открывается: это папка, или этому пользователю нельзя туда писать
storage-no-database = { $path } — не база данных SQLite
storage-refused = База данных { $path } не открывается: { $reason }

## The terminal: `python -m bot demo`

demo =
    Откройте { $url } — там мессенджер, в котором живёт бот. Ctrl-C закончит показ.

## The terminal: `python -m bot backup`, `restore` and `check-db`

backup-written = Копия готова и проверена: { $path }, { NUMBER($size, minimumFractionDigits: 1, maximumFractionDigits: 1) } МБ
restore-done = База { $path } восстановлена из { $source }
restore-kept = Прежняя база осталась в { $path }
check-db-megabytes = { NUMBER($size, minimumFractionDigits: 1, maximumFractionDigits: 1) } МБ
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
