using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What the state of an account means to a person, and what to do about it.</summary>
internal static class AccountWords
{
    /// <summary>An account fails only while its router answers; before that it waits.</summary>
    public static AccountState StateOf(AccountLine account) =>
        account.State == AccountState.Failing && account.RouterState != RouterState.Online ? AccountState.Waiting : account.State;

    public static (Tone Tone, Phrase Text) Of(AccountState state) => state switch
    {
        AccountState.OnRouter => (Tone.Good, "On the router"),
        AccountState.Conflict => (Tone.Bad, "Conflict"),
        AccountState.Failing => (Tone.Warn, "Failing"),
        AccountState.Held => (Tone.Warn, "Held back"),
        AccountState.InBooksOnly => (Tone.Neutral, "In the books only"),
        _ => (Tone.Info, "Waiting for the router"),
    };

    public static Phrase? RouterTrouble(AccountLine account) => account.RouterState switch
    {
        RouterState.Offline => Phrase.Of($"{account.Router} is offline."),
        RouterState.Unknown => Phrase.Of($"{account.Router} was not reached yet."),
        _ => null,
    };

    /// <summary>Null when nothing is asked of anybody.</summary>
    public static Phrase? WhatToDo(AccountLine account) => StateOf(account) switch
    {
        AccountState.Conflict => "Once that is done, try again.",
        AccountState.Failing => "It is tried again by itself, in growing pauses. Once you have mended the cause, try again at once.",
        AccountState.Held => "Too many of this router's customers would be cut off at once. Somebody must look at the list of the router and say so.",
        AccountState.InBooksOnly => "The router's row was taken into the books and is left as it is, until the router's rows are taken over.",
        AccountState.Waiting when account.RouterState == RouterState.Offline => "Nothing is lost: it is done by itself as soon as the router is back.",
        _ => null,
    };
}
