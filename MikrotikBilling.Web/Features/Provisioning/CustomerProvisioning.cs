using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Provisioning.Diagnosis;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

public static class CustomerProvisioning
{
    public static IServiceCollection AddCustomerProvisioning(this IServiceCollection services)
    {
        services.AddScoped<RouterSideLoader>();
        services.AddScoped<ICustomerPanel>(p => p.GetRequiredService<RouterSideLoader>());
        services.AddScoped<ICustomerPanel, DiagnosisPanel>();
        services.AddScoped<ICustomerRowNotes, CustomerRowNotes>();
        services.AddScoped<ISearchSource, SessionSearch>();
        services.AddScoped<ICustomerActions, CustomerConnectionActions>();
        return services;
    }
}

/// <summary>One statement for a whole page of customers, two while some of them wait.</summary>
internal sealed class CustomerRowNotes(ProvisioningQueries provisioning) : ICustomerRowNotes
{
    public async Task<IReadOnlyDictionary<Guid, RowNote>> OfAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken)
    {
        var rows = await provisioning.RowsAsync(subscriptionIds, cancellationToken);
        return rows.ToDictionary(r => r.SubscriptionId, r => Note(r.Waiting, r.IsOnline));
    }

    private static RowNote Note(AccountLine? account, bool isOnline) => account is null ? new RowNote(isOnline) : AccountWords.StateOf(account) switch
    {
        AccountState.Conflict => new RowNote(isOnline, "Conflict", Tone.Bad, account.Why, account.Since),
        AccountState.Failing => new RowNote(isOnline, "Failing", Tone.Warn, account.Why, account.Since),
        AccountState.Held => new RowNote(isOnline, "Held back", Tone.Warn, AccountWords.WhatToDo(account), account.Since),
        AccountState.Waiting => new RowNote(isOnline, "Waiting", Tone.Info, AccountWords.RouterTrouble(account), account.Since),
        _ => new RowNote(isOnline),
    };
}
