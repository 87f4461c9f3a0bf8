## Commands: what the menu says

command-start = Say hello
command-help = What I can do
command-new = Start the conversation afresh
command-model = Choose a model
command-system = Give me a character
command-stop = Stop the answer
command-retry = Answer again
command-settings = Settings
command-usage = Your usage
command-privacy = What is stored and who sees it
command-export = Get your conversations as files
command-forget = Erase conversations
command-admin = Manage the bot
command-invite = Invite a person

## Greetings

start =
    Hello! I answer with GigaChat: just write me a question, and you will see the answer as it is written.

    I remember our conversation. /new starts a new one, /model chooses a model, /system gives me a character, /help tells the rest.
start-group =
    Hello! In this chat I answer when somebody mentions me (@{ $username }) or replies to a message of mine. Each topic is a conversation of its own. /help@{ $username } tells what I can do.
help =
    Write a question, and the answer grows in one message. The Stop button ends it at any moment.

    /new — start a new conversation; the old one is kept, but the model no longer sees it
    /model — choose a GigaChat model
    /system — give me a character: “You are a patient physics teacher”
    /stop — stop the answer
    /retry — answer the last question once more
    /settings — model, character, language and how answers appear, in one place
    /usage — how many questions and tokens were used
    /privacy — what is stored; /export sends it to you, /forget erases it

    In groups mention me or reply to a message of mine. There, admins change the model and the character.
help-admin =
    { help }

    You are an admin of this bot: /admin shows usage, people, limits and broadcasts{ $invites ->
        [yes] , /invite makes a link that lets one person in.
       *[no] .
    }
unknown-command = There is no such command. /help tells what I can do.
only-text = So far I read text only. Please write your question in words.
only-caption = { $what ->
    [picture] I can't see the picture
    [video] I can't see the video
    [sound] I can't hear the recording
   *[file] I can't open the file
}: I answer the caption only. Please write in words what matters.

## Conversation

new-done = A clean slate. The earlier conversation is kept, but answers no longer take it into account.
stop-done = { $count ->
    [one] Stopped.
   *[other] Stopped { $count } answers.
}
stop-nothing = There is nothing to stop right now.
retry-nothing = There are no questions in this conversation yet. Just write yours.
retry-growing = The answer is still being written. /stop ends it, then you can retry.
passed-over = { $count ->
    [one] I was away for a long time. I will answer the newest questions and skip { $count } earlier one: ask it again if it still matters.
   *[other] I was away for a long time. I will answer the newest questions and skip { $count } earlier ones: ask them again if they still matter.
}
place-in-line = In line for GigaChat: place { $place }. I answer as soon as it is your turn.
place-in-line-soon = In line for GigaChat: place { $place }. I answer in about { $wait }.
gigachat-busy = GigaChat is busy right now. You don’t need to do anything: I keep asking, and will answer as soon as it is free.
gigachat-thinks = GigaChat is thinking longer than usual…

button-stop = ■ Stop
button-leave = ✕ Leave
button-retry = ↻ Retry
button-continue = Continue ▸

note-stopped = ■ Stopped
note-stopped-empty = ■ Stopped before the first word.
note-left = ✕ The question has left the line. The Retry button asks it again.
note-length = ✂ The answer reached its length limit. The Continue button goes on with it.
note-paused = ⏸ The bot restarts and will finish this answer in a moment.
note-refused = ⚠ Telegram does not accept the text of this answer. Retry: it will most likely accept another one.
toast-stopping = Stopping
toast-left = The question has left the line
toast-retrying = Answering once more
toast-from-here = The conversation goes on from here. To go back, reply to the last answer below.
toast-continuing = Going on
toast-continuing-from-here = Going on, and so does the conversation from here. To go back, reply to the answer that was the last.
toast-continued = It already goes on below.
toast-growing = Another answer is being written now. Wait until it ends or stop it.
toast-ended = This answer has already ended.
toast-not-yours = Only the person who asked or an admin can do this.
toast-admins-only = Only admins of this chat can change this.
toast-gone = I no longer remember this answer. Please ask again.

# What the model reads when a cut answer is to go on.
continue-instruction = Your answer was cut off. Go on exactly from where it broke off: no introduction, no repetition, the same formatting.

## Model

model-title = This conversation’s model: { $model }. { $may ->
    [yes] Choose another:
   *[no] { toast-admins-only }
}
model-set = { $model } answers from now on.
model-unknown = There is no model “{ $name }”. Choose one that is available:
model-list-failed = { $model } answers now. GigaChat’s list of models can’t be reached, try again in a minute.

## System prompt

system-none = No character is set: I answer as GigaChat does by itself. { $may ->
    [yes] To set one: /system You are …
   *[no] { toast-admins-only }
}
system-default =
    { $may ->
        [yes] The default character:
       *[no] The default character. { toast-admins-only }
    }

    { $prompt }
system-current =
    { $may ->
        [yes] My character in this conversation:
       *[no] My character in this conversation. { toast-admins-only }
    }

    { $prompt }
system-set = Noted. I will answer like this from the next question on.
system-reset = The character is reset.
system-too-long = These are { $length } characters, and no more than { $limit } fit. Please shorten it.
system-invite = Reply to this message with who I should be. For example: “You are a patient physics teacher, answer briefly.”
system-placeholder = You are …
button-change = Change
button-reset = Reset

## Settings

settings =
    { $may ->
        [yes] Settings of this conversation
       *[no] Settings of this conversation. { toast-admins-only }
    }

    Model: { $model }
    Character: { $prompt }
    Language: { $language }
    How answers appear: { $showing }{ $rich ->
        [yes] , { button-rich }
       *[no] { "" }
    }
settings-prompt-own = your own
settings-prompt-default = default
settings-prompt-none = not set
settings-language-auto = as in Telegram
settings-language-ru = русский
settings-language-en = English
button-model = Model
button-system = Character
button-showing = How answers appear
button-language = Language
button-new = Start afresh
button-back = ‹ Back
settings-showing-edits = growing as it is written
settings-showing-drafts = as Telegram’s draft
settings-showing-whole = whole, when complete
button-rich = native tables and formulas
showing-title =
    { $may ->
        [yes] How should an answer appear while GigaChat writes it?
       *[no] How an answer appears while GigaChat writes it. { toast-admins-only }
    }

    “Growing as it is written”: a message that is added to until it is complete. “Whole”: one complete message.

    Native tables and formulas look better, but old and unofficial Telegram apps do not show them.
showing-title-private =
    How should an answer appear while GigaChat writes it?

    “Growing as it is written”: a message that is added to until it is complete. “As Telegram’s draft”: smoother, but here and there the draft stays beside the complete answer for a moment. “Whole”: one complete message.

    Native tables and formulas look better, but old and unofficial Telegram apps do not show them.
language-title = { $may ->
    [yes] Which language should I use for my own words?
   *[no] The language of my own words. { toast-admins-only }
} GigaChat answers in the language of the question.
admins-only = Only admins of this chat can change this. Everybody may look.

## Who may talk

access-closed = { $mode ->
    [invite] This bot is open by invitation: if you have a link, open it.
   *[list] This bot does not answer everybody.
} { $asked ->
    [yes] I have asked an admin, and will write here once they allow it.
   *[no] Ask the bot's owner for access.
}
access-granted = An admin has let you in. Just write your question; /help tells the rest.
access-code-spent = This invitation has been used or is out of date. Ask whoever sent it for a new link.
access-request = { $name } asks for access to the bot.
access-request-group = { $name } adds the bot to the group “{ $title }” ({ $id }). Answer there?
access-request-waiting-group = I was added to the group “{ $title }” ({ $id }). Answer there?
access-requests-more = There are more requests than these: { $count } more wait. Answer these and press /start again. Everybody who waits is marked with “?”: /admin → “People” and “Groups”.
group-not-allowed = I keep silent in the group “{ $title }” for now: an admin of the bot has to allow it. { $asked ->
    [yes] I have asked them.
   *[no] Please ask the bot's owner.
}
button-allow = Allow
button-refuse = Refuse
request-allowed =
    { $request }

    ✓ Let in. Decided by the admin { $admin }
request-refused =
    { $request }

    ✕ Refused. Decided by the admin { $admin }
request-banned =
    { $request }

    ✕ Banned. Decided by the admin { $admin }
request-invited =
    { $request }

    ✓ Already let in by an invitation. Invited by the admin { $admin }
invite-link = { $days ->
    [one] The link lets one person in. It is valid for { $days } day:
   *[other] The link lets one person in. It is valid for { $days } days:
} { $link }
invite-off = Invitations are off. To let people in by them, set ACCESS=invite and restart the bot.
invite-in-private = I give invitations in our private chat, so that nobody else reads them.

## Limits

limit-refused = { $what ->
    [minute] { $whose ->
        [group] Too many questions at once in this group.
       *[person] Too many questions at once.
    } You can ask the next one in { $wait }: { $at }.
    [day] { $whose ->
        [group] This group's limit for the day is used up.
       *[person] Your limit for the day is used up.
    } You can ask again in { $wait }: { $at }.
    [month] { $whose ->
        [group] This group's limit for the month is used up.
       *[person] Your limit for the month is used up.
    } You can ask again in { $wait }: { $at }.
    [never-afresh] { $whose ->
        [group] This question with its answer costs more than the group's whole limit.
       *[person] This question with its answer costs more than your whole limit.
    } Make it shorter or ask the bot's owner to raise the limit.
   *[never] { $whose ->
        [group] With the conversation's memory this question costs more than the group's whole limit.
       *[person] With the conversation's memory this question costs more than your whole limit.
    } Make it shorter or start afresh: /new
}
limit-tight = Question and answer need about { $estimate } tokens, and { $left } are left of { $whose ->
    [group] this group's
   *[person] your
} limit for the { $what ->
    [month] month
   *[day] day
}. Long conversation? /new helps. The limit opens in { $wait }: { $at }.
limit-under-way = { $left } tokens are left of { $whose ->
    [group] this group's
   *[person] your
} limit for the { $what ->
    [month] month
   *[day] day
}, and answers that are not finished yet may need them. Wait for them, then ask again.
wait = { $unit ->
    [seconds] { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
    [minutes] { $count ->
        [1] a minute
       *[other] { $count } minutes
    }
    [hours] { $count } hours
   *[days] { $count } days
}
limit-warning = { $whose ->
    [group] This group has
   *[person] You have
} used { $share }% of the limit for the { $what ->
    [month] month
   *[day] day
}: { $used } of { $allowed } tokens. More: /usage
limit-used-up = { $whose ->
    [group] This group's limit
   *[person] Your limit
} for the { $what ->
    [month] month
   *[day] day
} is used up: { $used } of { $allowed } tokens. You can ask again in { $wait }: { $at }.

## Usage

usage =
    { $whose ->
        [group] What this group used
       *[person] What you used
    }

    Today: questions { $day_questions }, tokens { $day_tokens }{ $day_limit ->
        [0] { "" }
       *[other] { " " }of { $day_limit }
    }
    This month: questions { $month_questions }, tokens { $month_tokens }{ $month_limit ->
        [0] { "" }
       *[other] { " " }of { $month_limit }
    }
    Questions a minute: { $per_minute ->
        [0] no limit
       *[other] at most { $per_minute }
    }
usage-picture = Tokens of the last 30 days
usage-admins-only = I show a group's figures to its admins. Yours are in our private chat: /usage

## Privacy

privacy =
    What is stored and who sees it

    • Your questions and my answers, your name and id ({ $id }) are kept, unencrypted, in a file of this bot's owner, who can read them.
    • The question, the conversation's memory and the character go to GigaChat, which Sber runs. In a group the asker's name goes with the question.
    • How much you asked, and the tokens it took, is recorded by day. The bot's admins see that.
    • All messages pass through Telegram. I pass nothing on to anyone else.
    • { $days ->
        [0] Everything is kept until you erase it.
        [one] Conversations older than { $days } day are erased automatically.
       *[other] Conversations older than { $days } days are erased automatically.
    }

    { $outside ->
        [yes] /forget erases this. Your id and what was decided about your access stay.
       *[no] /export sends you your conversations as files, /forget erases them. In a group its creator can do both.
    }
privacy-nothing = I store nothing about you. Your id in Telegram: { $id }
owner-only = In a group only its creator can do this, in their own name.
toast-owner-only = Only the group's creator can do this.
export-begun = Gathering your conversations: I will send a file to read and a JSON file.
export-begun-group = Gathering the group's conversations: I will send the files to our private chat.
export-nothing = There is nothing to export yet: no conversations are stored.
export-under-way = The files are being gathered already.
export-failed = { $where ->
    [group] The files could not be sent. Open a private chat with me, press Start and try again here.
   *[private] The files could not be sent. Try again later: /export
}
export-place = { $place ->
    [private] Private chat
   *[group] Group { $chat }{ $topic ->
        [0] { "" }
       *[other] , topic { $topic }
    }
}
export-zone = Times are in the time zone { $zone }.
export-question = Question
export-again = again
export-no-answer = There is no answer.
export-state = { $state ->
    [stopped] stopped
    [failed] none came
    [pending] not finished yet
   *[cut] cut off
}
forget-ask = { $where ->
    [group] Erase everything that was said to me in this group? Answers that are being written will stop.
   *[private] Erase all your conversations with me, and what you asked in groups? Answers that are being written will stop. Limits that an admin of this bot has set for you stay.
}{ $loses ->
    [yes] { " " }Your access to the bot is erased too: you would have to ask for it again.
    [nothing] { " " }Your id and what was decided about your access stay.
   *[no] { "" }
} What is erased can't be brought back. The messages in Telegram stay; you can delete them in the chat itself.
button-forget = Erase everything
button-keep = Keep it
forget-kept = Nothing was erased.
forget-done = { $turns ->
    [0] Done: there are no questions and answers here any more.
   *[other] Erased: { $turns ->
        [one] { $turns } question with its answer
       *[other] { $turns } questions with their answers
    }{ $conversations ->
        [0] .
        [one] { " " }and { $conversations } conversation.
       *[other] { " " }and { $conversations } conversations.
    }
}{ $limited ->
    [yes] { " " }Limits that an admin of this bot has set stay.
   *[no] { "" }
} The messages in the chat itself stay too: you can delete them in Telegram. Backups of the bot's owner may still hold what was erased.

## The bot's own admins: /admin

admin-top =
    Managing the bot

    { $page }
admin-in-private = I can be managed in our private chat only, so that nobody else sees it: /admin
admin-page = { $page }
admin-figures =
    Today
    { $day }

    This month
    { $month }

    Tokens by model this month
    { $models }
admin-waiting = Requests waiting: { $count }. Press /start, and I will send them with their buttons.
admin-period =
    people { $people }, groups { $groups }
    questions { $questions }, failed { $failed }
    tokens { $total }: prompts { $prompt }, answers { $completion }
    to the first word { $first_text }, in line { $waited } (on average)
admin-seconds = { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } s
admin-number = { $number }
admin-tokens = { $model }: { $tokens }
admin-unlimited = unlimited
admin-balance =
    GigaChat tokens left

    { $models }
admin-balance-pays = The key is pay-as-you-go: there is no balance.
admin-balance-failed = The balance can't be read. { $advice }
admin-acts =
    What admins changed

    { $acts }
admin-acts-none = Nothing yet.
admin-picture-questions = Questions of the last 30 days
admin-picture-tokens = Tokens of the last 30 days
admin-pictures-failed = The pictures could not be sent. Try once more.
admin-list = { $total ->
    [0] { $searched ->
        [yes] No { $kind ->
            [groups] groups
           *[people] people
        } found for “{ $search }”. Try a part of the name or title, a @username or an id.
       *[no] { $kind ->
            [groups] There are no groups yet.
           *[people] There are no people yet.
        }
    }
   *[other] { $kind ->
        [groups] Groups
       *[people] People
    }{ $searched ->
        [yes] , matching “{ $search }”
       *[no] { "" }
    }: { $total }
}
admin-search-people = people
admin-search-groups = groups
admin-search-invite = Looking for { $about }. Reply to this message with a part of the name or title, a @username or an id.
admin-search-placeholder = Name, title, @username or id
admin-nobody = Nothing is known about them.
admin-no-admin = This is an admin of the bot: the id is listed in ADMINS.
admin-subject =
    { $who }

    Access: { $access }
    Last seen: { $seen }
    Today: questions { $day_questions }, tokens { $day_tokens }
    This month: questions { $month_questions }, tokens { $month_tokens }

    { $limits }
admin-limits =
    { $exceptions ->
        [yes] Limits (* is an exception)
       *[no] Limits
    }
    questions a minute: { $minute }
    tokens a day: { $day }
    tokens a month: { $month }
admin-limits-invite = Reply with three numbers: questions a minute, tokens a day, tokens a month. 0 is unlimited, “-” is the default. Limits for: { $about }
admin-limits-placeholder = 10 50000 -
admin-limits-wrong = Three numbers are needed, with spaces between, such as: 10 50000 -
admin-model = The default model: { $model }. { $known ->
    [yes] It answers everybody who chose none.
   *[no] GigaChat's list of models does not answer now.
}
admin-model-gone = There is no such model now.
admin-system = { $has ->
    [yes] The default character:
   *[no] No default character is set.
} { $prompt }
admin-system-invite = Reply with the character for everybody who has no own one; “-” is none. Changed your mind? Just open { $about }
admin-broadcast-invite = Reply with what is to be sent to everybody. First I show how it will look. Changed your mind? Just open { $about }
admin-broadcast-nobody = There is nobody to send it to yet.
admin-broadcast-preview = It goes to { $people ->
    [0] { "" }
    [one] { $people } person
   *[other] { $people } people
}{ $both ->
    [yes] { " " }and{ " " }
   *[no] { "" }
}{ $groups ->
    [0] { "" }
    [one] { $groups } group
   *[other] { $groups } groups
}. It will look as shown below; asterisks and other Markdown marks stay as they are:
admin-broadcast-placeholder = Text of the broadcast
admin-broadcast-cancelled = The broadcast is cancelled.
admin-broadcast-text =
    { $progress }

    { $text }
admin-broadcast-progress = Broadcast: sent { $sent } of { $chats }, failed { $failed }, left { $left }.
admin-broadcast-done = The broadcast is done. Sent { $sent } of { $chats }, failed { $failed }, left { $left }.
admin-broadcast-stopped = The broadcast is stopped. Sent { $sent } of { $chats }, failed { $failed }, not sent { $left }.
standing-unknown = nothing decided
standing-asked = asks to be let in
standing-allowed = allowed
standing-refused = refused
standing-banned = banned
standing-admin = an admin of the bot
standing-open = open, as to everybody
standing-listed = open: named in ALLOWED
act-terminal = command line
act-allow = let in: { $who }
act-refuse = refused: { $who }
act-ban = banned: { $who }
act-unban = ban lifted: { $who }
act-invite = made an invitation link
act-invited = let in by invitation: { $who }
act-forgotten = an erased person
act-limits = changed limits: { $who }, { $what }
act-limits-told = questions a minute { $minute }, tokens a day { $day }, tokens a month { $month }
act-limit-default = as for everybody
act-model = the model for all is now { $what }
act-system = the character for all is now { $what }
act-of-setting = that of the settings
act-none = not set
act-broadcast = began a broadcast, chats: { $what }
act-broadcast-stop = broadcast stopped
button-pictures = Pictures
button-balance = Tokens left
button-people = People
button-groups = Groups
button-default-model = Model for all
button-default-system = Character for all
button-acts = Log
button-broadcast = Broadcast
button-refresh = ↻ Refresh
button-search = Search
button-ban = Ban
button-unban = Lift the ban
button-limits = Limits
button-per-minute = { $count }/min
button-per-day = { $count }/day
button-per-month = { $count }/month
button-no-limit = ∞
short-thousands = { $count }k
short-millions = { $count }M
button-write-limits = Other numbers
button-default-limits = Default
button-of-setting = As in the settings: { $value }
button-send-to = Send, chats: { $chats }
button-cancel = Cancel

## What admins are told by themselves

alert = ⚠ The bot needs its owner. { $advice }
alert-over = ✓ It works again.
alert-quota = GigaChat's tokens are used up (402). Buy some in Studio or choose another model for all: /admin
alert-storage = Nothing can be stored: the database takes no writes. Check the room on the disk, permissions and DATABASE_PATH
alert-webhook = Telegram can't reach the webhook. Check WEBHOOK_URL, its port and certificate
alert-balance = ⚠ Tokens left for the model { $model }: { $tokens }. That is less than BALANCE_WARNING.

## The terminal: `python -m bot admin`

admin-cli-no-database = There is no database { $path } yet: start the bot once
admin-cli-nobody = nobody was found
admin-cli-never-seen = The bot has not seen this id yet: check that it is right.
admin-cli-no-model = There is no such model: { $name }. GigaChat offers: { $models }
admin-cli-model-unchecked = The name could not be checked: GigaChat can't be asked. To see why: python -m bot check
admin-cli-broadcast-none = There was no broadcast yet. Begin one: python -m bot admin broadcast "Text"
admin-cli-broadcast-idle = Nothing is being broadcast
admin-cli-broadcast-length = A text of 1 to { $limit } characters is needed
admin-cli-broadcast-send = To send it: the same command with --send
admin-cli-broadcast-begun = The bot takes it up within seconds or, if it does not run, at its start. Progress: python -m bot admin broadcast, to stop: --stop
admin-cli-invite-off = ACCESS is not invite: the code is stored, but the bot takes it only with ACCESS=invite

## What went wrong, and what to do next

error-defect = Something broke on my side, and this did not work. Please try again.
error-internal = Something broke on my side. Your question is kept: please retry.
error-given-up = I began this answer several times and was restarted each time before its end. Try again, or ask differently.
error-storage = I can’t write your message down: the storage does not respond. It is not lost: I will answer as soon as I can.
error-provider = GigaChat does not respond right now. Your question is kept: retry in a minute.
error-queue-full = The line for GigaChat is full. Try again in a few minutes.
error-queue-full-until = The line for GigaChat is full. Try again in about { $wait }.
error-busy = GigaChat is busy with other requests. Retry in a minute.
error-key = I can’t answer for now: my access to GigaChat does not work. Only the owner of this bot can fix it; please try again later.
error-certificate = GigaChat’s certificate could not be verified, so there is no connection. Tell the bot’s owner, and try again later.
error-quota = The tokens of this model are used up. Choose another: /model
error-access = The bot’s tariff does not include this model. Choose another: /model
error-model = GigaChat no longer serves this model. Choose another: /model
error-too-long = The question is too long for the model. Shorten it or split it up.
error-request = GigaChat did not understand the request. Rephrase the question or start afresh: /new
error-empty = GigaChat’s answer was empty. Please retry.
error-blacklist = GigaChat does not answer such questions. Ask differently or about something else; the conversation won’t keep this.
error-cut = ⚠ The connection to GigaChat broke, the answer is incomplete.

## The terminal: what an owner does about GigaChat's refusals, where the chat's words do not fit

terminal-quota = The tokens of this model are used up (402). Buy some in Studio or name another model: GIGACHAT_MODEL or ask --model
terminal-access = The key’s tariff does not include this model (403). Name another: GIGACHAT_MODEL or ask --model
terminal-model = GigaChat has no such model (404). Correct GIGACHAT_MODEL or the name in ask --model
terminal-request = GigaChat did not understand the request. Rephrase the question or name another model: GIGACHAT_MODEL or ask --model

## The terminal: `python -m bot check`

check-ok = fine
check-token = Telegram
check-token-ok = @{ $username } is reachable
check-token-unreachable = Telegram can’t be reached. Check the network, TELEGRAM_API_URL and TELEGRAM_PROXY
check-key = Key
check-key-failed = GigaChat does not accept the key. Copy the Authorization key from the cabinet into GIGACHAT_CREDENTIALS and check GIGACHAT_SCOPE
check-unreachable = GigaChat can’t be reached. Check the network, GIGACHAT_AUTH_URL, GIGACHAT_BASE_URL and GIGACHAT_PROXY
check-certificate = Certificate
check-certificate-failed = the certificate does not verify. It needs the Russian Trusted Root CA: unset GIGACHAT_CA_BUNDLE_FILE or name the right file
check-model = Model
check-model-failed = { $model } is not among the available models: { $models }. Correct GIGACHAT_MODEL
check-skipped = not checked: fix what is above first
check-database = Database
check-database-failed = Check DATABASE_PATH and the folder’s permissions
check-database-new = will be made: { $path }
check-database-older = { $path }, the next start brings it up to date

## The terminal: what is wrong with a setting, behind its name

setting-token-missing = not set. Take the token from @BotFather and put it into .env
setting-token-shape = does not look like @BotFather’s 123456789:AAE…
setting-token-rejected = Telegram does not accept this token. Copy it from @BotFather once more
setting-token-revoked = Telegram does not accept this token any more: it was revoked. Take the new one from @BotFather
setting-token-in-use = the token is in use by another program. Stop that one first
setting-key-missing = not set. Copy the Authorization key from the Studio cabinet into .env
setting-scope = a name such as GIGACHAT_API_PERS is needed
setting-unknown = there is no such setting. Those that exist are in .env.example
setting-misspelt = there is no such setting. Did you mean { $meant }?
setting-line = a line such as NAME=value is needed
setting-unreadable = { $path } can’t be read ({ $reason })
setting-empty-file = { $path } is empty
setting-twice = set together with { $other }. Keep one of them
setting-alone = of no use without { $other }
setting-verified = certificates are always verified. Remove this setting
setting-url = an address that begins with https:// is needed
setting-url-plain = without TLS (http://) only addresses of this machine are allowed. An address with https:// is needed
setting-url-parts = the address holds more than scheme, host, port and path
setting-proxy = an address such as http://host:port or socks5://host:port is needed
setting-ids = a comma-separated list of ids is needed, such as 123456789,-1001234567890
setting-people = holds an id that is no person’s: those of people are positive
setting-zone = a time zone such as Europe/Moscow is needed
setting-whole = a whole number is needed
setting-number = a number is needed
setting-at-least = a number from { $bound } is needed
setting-above = a number above { $bound } is needed
setting-at-most = a number up to { $bound } is needed
setting-choice = one of these is needed: { $bound }
setting-switch = true or false is needed
setting-empty = a value is needed
setting-malformed = this value does not fit
setting-bundle = { $path } holds no certificate in PEM form
setting-port = port { $port } can’t be opened at { $host } ({ $reason })
setting-certificate = together with { $other } it can’t be used ({ $reason })
setting-webhook-refused = Telegram refuses this address ({ $reason })

## The terminal: what is wrong with the database

storage-exists = { $path } exists already. Name another file, or say --force
storage-no-file = There is no file { $path }
storage-itself = { $path } is the database itself
storage-empty = The database { $path } is empty
storage-not-copied = The database { $path } is damaged, there is no copy: { $reason }
storage-no-folder = The database { $path } can’t be made: { $folder } is not a folder
storage-no-files = The database { $path } can’t be made: its folder takes no files
storage-no-right = The database { $path } can’t be written: this user has no right to the file or its folder
storage-in-use = The database { $path } is in use by another process of this bot
storage-newer = The database { $path } has version { $version }, newer than this program, which knows { $known }. Start a newer release or restore an older backup
storage-foreign = The database { $path } belongs to another program
storage-not-upgraded = The database { $path } was left as it was, it could not be upgraded: { $reason }
storage-locked = The database { $path } is locked by another process
storage-disk = The database { $path } can’t be read or written: the disk reports an error
storage-damaged = The database { $path } is damaged. Restore a backup: python -m bot restore FILE
storage-full = The database { $path } can’t grow: the disk is full
storage-cant-open = The database { $path } can’t be opened: it is a folder, or this user may not write there
storage-no-database = { $path } is not a SQLite database
storage-refused = The database { $path } can’t be opened: { $reason }

## The terminal: `python -m bot demo`

demo =
    Open { $url }: a messenger with the bot in it. Ctrl-C ends the show.

## The terminal: `python -m bot backup`, `restore` and `check-db`

backup-written = The copy is complete and checked: { $path }, { NUMBER($size, minimumFractionDigits: 1, maximumFractionDigits: 1) } MB
restore-done = The database { $path } was restored from { $source }
restore-kept = The database before it is kept in { $path }
check-db-megabytes = { NUMBER($size, minimumFractionDigits: 1, maximumFractionDigits: 1) } MB
check-db-newest = version { $version }
check-db-older = version { $version }, the next start brings it up to date
check-db-conversations = conversations
check-db-turns = questions
check-db-pending = not answered yet
check-db-unshown = answers not shown yet
check-db-undone = Telegram’s updates not processed yet
check-db-letters = messages waiting to be sent
check-db-sound = The database is sound
check-db-damaged = The database is damaged. Stop the bot and restore a copy: python -m bot restore FILE. What SQLite found:
