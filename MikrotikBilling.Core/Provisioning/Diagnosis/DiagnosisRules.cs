using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning.Diagnosis;

/// <summary>What the books know of one service.</summary>
/// <param name="OtherRouter">Name of another router that the service is online on, or that still holds its row.</param>
/// <param name="Service">With profile, customer and router.</param>
/// <param name="Account">Null while nothing is wanted on the router.</param>
/// <param name="Why">What holds the account up.</param>
/// <param name="LastEnd">When the last session ended.</param>
internal sealed record BookFacts(
    Subscription Service, AccountState? Account, string? Why, DateTimeOffset? OnlineSince, string? OtherRouter, DateTimeOffset? LastEnd, bool IsRedirected,
    SessionEnd? LastCause = null)
{
    /// <summary>What keeps a service suspended that was suspended for debt.</summary>
    public Debt? Debt { get; init; }

    public Router Router => Service.Router!;

    public CapAction Cap => Service.CapNow(Service.Profile!);

    public bool IsStatic => Service.Profile!.Kind == ServiceKind.Static;
}

/// <summary>Judges facts, in the order in which one cause hides the next. It asks nobody, so every cause can be tested alone.</summary>
internal static class DiagnosisRules
{
    /// <param name="facts">Null when the router could not be asked, for <paramref name="silence"/>.</param>
    public static ServiceDiagnosis Judge(BookFacts books, RouterFacts? facts, string? silence, TimeZoneInfo zone, DateTimeOffset now)
    {
        var service = books.Service;
        List<DiagnosisCheck> checks = [Contract(books, zone, now), RouterState(books, silence, zone, now)];
        if (Account(books) is { } account) checks.Add(account);
        if (facts is not null && service.Status != SubscriptionStatus.Cancelled) checks.AddRange(OnRouter(books, facts));
        if (books.OtherRouter is { } other) checks.Add(new("Other router", CheckTone.Warn, $"{other} still holds this service. It is taken off there by itself once {books.Router.Name} holds it."));
        var online = facts is not null ? facts.Live is not null : books.OnlineSince is not null && silence is null;
        checks.Add(Session(books, facts, online, zone, now));

        var open = service.Status.HasAccess() && books.Cap != CapAction.Cut;
        // Who is online and may be is well, whatever else is not as it should be; that stays in the list.
        // Except where nothing reaches the router for him, so that contract and router go ways of their own.
        var apart = Account(books) is { } told && (books.Account == AccountState.Conflict || (books.Account == AccountState.InBooksOnly && open != online)) ? told : null;
        var first = apart ?? (open && online ? null : checks.Find(c => c.Tone == CheckTone.Bad) ?? checks.Find(c => c.Tone is CheckTone.Warn or CheckTone.Unknown));
        Phrase verdict = first is { } cause ? Phrase.Of($"{cause.Text}{Ask(cause.Repair)}")
            : online ? Phrase.Of($"Online{(facts?.Live is { } live ? Phrase.Of($" for {Span(live.Uptime)}") : Phrase.Of(""))}. Nothing is wrong here.")
            : books.IsStatic ? "Everything here is as it should be: look at the cable, the device and its address."
            : "Everything here is as it should be, but no device dials in. Look at its power, its cable and the password it has.";
        var tone = first?.Tone ?? (online ? CheckTone.Good : books.IsStatic ? CheckTone.Good : CheckTone.Warn);
        return new ServiceDiagnosis(service.Id, service.CustomerId, service.RouterId, service.Version, service.UserName, tone, verdict, first, checks, online, facts is not null, now);
    }

    private static DiagnosisCheck Contract(BookFacts books, TimeZoneInfo zone, DateTimeOffset now)
    {
        const string What = "Contract";
        var service = books.Service;
        return service.Status switch
        {
            SubscriptionStatus.Cancelled => new(What, CheckTone.Bad, service.CancelledAt is { } at ? Phrase.Of($"The service was cancelled {When(at, zone, now)}.") : "The service is cancelled."),
            SubscriptionStatus.Suspended when books.Debt is { } debt => new(What, CheckTone.Bad, $"The service is suspended: {Owed(debt)}.", Repair.TakePayment),
            SubscriptionStatus.Suspended when service.IsSuspendedForDebt => new(What, CheckTone.Bad, "The service was suspended for debt, and nothing is overdue any more.", Repair.Enable),
            SubscriptionStatus.Suspended => new(What, CheckTone.Bad, "The service was disabled by staff.", Repair.Enable),
            SubscriptionStatus.Paused => new(What, CheckTone.Bad, service.PausedAt is { } at ? Phrase.Of($"The service is paused since {When(at, zone, now)}.") : "The service is paused.", Repair.Resume),
            SubscriptionStatus.Pending => new(What, CheckTone.Bad, $"The service begins only {When(service.StartsAt, zone, now)}."),
            SubscriptionStatus.Expired => new(What, CheckTone.Bad, $"The time ended {When(service.ExpiresAt, zone, now)}{(books.IsRedirected ? Phrase.Of("; only the pay page can be reached") : Phrase.Of(""))}.", Repair.Extend),
            SubscriptionStatus.Grace => new(What, CheckTone.Warn, $"The time ended {When(service.ExpiresAt, zone, now)}; these are days of grace.", Repair.Extend),
            _ when books.Cap == CapAction.Cut => new(What, CheckTone.Bad, "The data of this period is used up, which cuts the service until it is renewed.", Repair.Extend),
            _ => new(What, CheckTone.Good, $"Active until {When(service.ExpiresAt, zone, now)}{(books.Cap == CapAction.Slower ? Phrase.Of(", slower since its data is used up") : Phrase.Of(""))}."),
        };
    }

    private static Phrase Owed(Debt debt) => debt.Invoices == 1 ? Phrase.Of($"{debt.Number} is overdue, {debt.Amount} is open") : Phrase.Of($"{debt.Number} and {debt.Invoices - 1} more are overdue, {debt.Amount} is open");

    private static DiagnosisCheck RouterState(BookFacts books, string? silence, TimeZoneInfo zone, DateTimeOffset now)
    {
        const string What = "Router";
        var router = books.Router;
        if (!router.IsActive) return new(What, CheckTone.Bad, $"{router.Name} is switched off here; nothing is written to it.", Repair.OpenRouter);
        if (router.Status is { State: Routers.RouterState.Offline } status)
            return new(What, CheckTone.Bad, $"{router.Name} is offline{(status.Since is { } since ? Phrase.Of($" since {When(since, zone, now)}") : Phrase.Of(""))}.", Repair.OpenRouter, status.Error is { } why ? [why] : null);
        return silence is null
            ? new(What, CheckTone.Good, $"{router.Name} answers.")
            : new(What, CheckTone.Unknown, $"{router.Name} could not be asked just now, so what only it knows is missing.", Repair.OpenRouter, [silence]);
    }

    private static DiagnosisCheck? Account(BookFacts books)
    {
        const string What = "Account";
        IReadOnlyList<string>? why = books.Why is { } text ? [text] : null;
        return books.Account switch
        {
            AccountState.Conflict => new(What, CheckTone.Bad, "The router has a row of this name that is not ours.", Repair.Retry, why),
            AccountState.Failing when books.Router.Status?.State == Routers.RouterState.Offline => new(What, CheckTone.Warn, "A change waits for the router to come back.", Repair.None, why),
            AccountState.Failing => new(What, CheckTone.Bad, "The router refuses what is to be written.", Repair.Retry, why),
            AccountState.Held => new(What, CheckTone.Warn, "The change waits for somebody's word: too many would be cut off at once.", Repair.OpenRouter),
            AccountState.InBooksOnly => new(What, CheckTone.Warn, "The service is in the books only: nothing is written to the router until its rows are taken over."),
            AccountState.Waiting => new(What, CheckTone.Warn, "A change is still on its way to the router.", Repair.Retry, why),
            _ => null,
        };
    }

    private static IEnumerable<DiagnosisCheck> OnRouter(BookFacts books, RouterFacts facts)
    {
        var waits = books.Account is AccountState.Waiting or AccountState.Conflict or AccountState.InBooksOnly;
        if (!facts.Found && !waits)
        {
            yield return facts.Stranger
                ? new("Row", CheckTone.Bad, "The row of this name on the router is not ours.", Repair.Retry)
                : new("Row", CheckTone.Bad, "The row is gone from the router.", Repair.Retry);
        }
        else if (facts.Found)
        {
            yield return facts.Differences is { } differs
                ? new("Row", CheckTone.Bad, "The row on the router was changed by somebody.", Repair.Retry, differs.Split("; "))
                : new("Row", CheckTone.Good, "On the router, as it should be.");
        }
        if (facts.Found && !facts.ProfileIsThere) yield return new("Profile", CheckTone.Bad, "The speed profile is missing on the router.", Repair.Retry);
        if (Device(books, facts) is { } device) yield return device;
        if (facts.AddressHeldBy is { } holder)
            yield return new("Address", CheckTone.Bad, $"The fixed address {books.Service.Address} is in use by {holder}.", Repair.EditService);
        if (Logins(facts) is { } logins) yield return logins;
    }

    /// <summary>A lock on one device, against the device that was refused last.</summary>
    private static DiagnosisCheck? Device(BookFacts books, RouterFacts facts)
    {
        if (books.Service.MacAddress is not { } locked) return null;
        var tried = facts.Failures.LastOrDefault(f => f.Device is not null)?.Device ?? facts.LastDevice;
        return tried is null || tried.Equals(locked, StringComparison.OrdinalIgnoreCase)
            ? new("Device", CheckTone.Good, $"Locked to {locked}.")
            : new("Device", CheckTone.Bad, $"The service is locked to {locked}, but {tried} tries to use it.", Repair.LockToDevice) { Device = tried };
    }

    private static DiagnosisCheck? Logins(RouterFacts facts)
    {
        if (facts.Failures is not [.., var last]) return null;
        var text = last.Text.Contains("password", StringComparison.OrdinalIgnoreCase) ? "The device uses a wrong password." : "The router refused a log-in.";
        return new("Log-ins", facts.Live is null ? CheckTone.Bad : CheckTone.Warn, text, Details: [.. facts.Failures.Reverse().Select(f => $"{f.At} {f.Text}")]);
    }

    private static DiagnosisCheck Session(BookFacts books, RouterFacts? facts, bool online, TimeZoneInfo zone, DateTimeOffset now)
    {
        const string What = "Session";
        if (books.IsStatic) return new(What, CheckTone.Good, "A fixed address signs in nowhere.");
        if (facts?.Live is { } live) return new(What, CheckTone.Good, $"Online for {Span(live.Uptime)}{(live.Address is { } address ? Phrase.Of($" at {address}") : Phrase.Of(""))}{(live.CallerId is { } device ? Phrase.Of($" with {device}") : Phrase.Of(""))}.");
        if (online) return new(What, CheckTone.Good, $"Online since {When(books.OnlineSince!.Value, zone, now)}.");
        var cause = Cause(books.LastCause) ?? facts?.LastReason;
        Phrase reason = string.IsNullOrEmpty(cause) ? "" : Phrase.Of($" ({cause})");
        return books.LastEnd is { } end
            ? new(What, CheckTone.Good, $"The last session ended {When(end, zone, now)}{reason}.")
            : new(What, CheckTone.Good, $"There was no session yet{reason}.");
    }

    /// <summary>Why the last session ended, as far as it was found out.</summary>
    private static Phrase? Cause(SessionEnd? end) => end switch
    {
        SessionEnd.Device => "the device hung up",
        SessionEnd.LineLost => "the line was lost",
        SessionEnd.TimeLimit => "its time was up",
        SessionEnd.Idle => "it was idle",
        SessionEnd.DataCap => "its data was used up",
        SessionEnd.RouterRestarted => "the router restarted",
        SessionEnd.OutOfSight => "while the router was out of sight",
        SessionEnd.Staff => "ended by staff",
        SessionEnd.ServiceEnded => "the service ended or was disabled",
        SessionEnd.ServiceChanged => "the service was changed",
        SessionEnd.OnRouter => "ended at the router",
        _ => null,
    };

    private static Phrase Ask(Repair repair) => repair switch
    {
        Repair.Extend => " Extend it.",
        Repair.Enable => " Enable it.",
        Repair.TakePayment => " Once it is paid, the service comes back by itself.",
        Repair.Resume => " Resume it.",
        Repair.Retry => " Have it written again.",
        Repair.LockToDevice => " Lock it to the new one, or unlock it.",
        Repair.EditService => " Give one of them another address.",
        _ => "",
    };

    /// <summary>"today 18:00", "yesterday 18:00", "20 Nov 2026, 18:00".</summary>
    internal static string When(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone).DateTime, TimeZoneInfo.ConvertTime(now, zone).DateTime.Date);
        var time = DisplayFormat.Current.Time(local);
        return (local.Date - today).Days switch
        {
            0 => Phrase.Of($"today {time}"),
            -1 => Phrase.Of($"yesterday {time}"),
            1 => Phrase.Of($"tomorrow {time}"),
            _ => DisplayFormat.Current.Moment(local),
        };
    }

    private static Phrase Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{(int)span.TotalDays} d {span.Hours} h",
        { TotalHours: >= 1 } => Phrase.Of($"{span.Hours} h {span.Minutes} min"),
        { TotalMinutes: >= 1 } => Phrase.Of($"{span.Minutes} min"),
        _ => $"{span.Seconds} s",
    };
}
