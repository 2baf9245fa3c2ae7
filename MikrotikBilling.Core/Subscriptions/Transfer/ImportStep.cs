using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>
/// One row that changes what is there, through the services that the pages use. What differs is found anew: nobody's later work is put back
/// to what it was when the file was checked, but for the cells that the file gives.
/// </summary>
internal sealed class ImportStep(
    AppDbContext db, TenantQueries tenants, CustomerService customers, SubscriptionSetupService setup, ContractChange contract, TimeProvider clock)
{
    /// <summary>Refused with the reason; done, or done before, otherwise.</summary>
    public async Task<Result> RunAsync(ImportRun run, int number, CancellationToken cancellationToken) => (await db.ChangeAsync<bool>(async token =>
    {
        var row = await db.Set<ImportRow>().AsNoTracking().SingleAsync(r => r.ImportId == run.Id && r.Number == number, token);
        if (row.State != ImportRowState.Update) return false;
        var tenant = await tenants.CurrentAsync(token);
        var values = RowValues.Of(RowValues.Unpack(row.Cells), tenant, tenant.Zone, isPasswordPlain: false);
        if (await EditPersonAsync(row, values, token) is { } noPerson) return noPerson;
        if (row.SubscriptionId is { } service && await EditServiceAsync(service, values, tenant, token) is { } noService) return noService;
        await db.Set<ImportRow>().Where(r => r.ImportId == run.Id && r.Number == number).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, ImportRowState.Updated), token);
        await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Updated, r => r.Updated + 1), token);
        return true;
    }, cancellationToken)).ToResult();

    private async Task<Refusal?> EditPersonAsync(ImportRow row, RowValues values, CancellationToken cancellationToken)
    {
        var customer = await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == row.CustomerId && c.ArchivedAt == null, cancellationToken);
        if (customer is null) return new Refusal("import.customer-gone", "The customer was archived in the meantime.");
        var input = values.Onto(customer);
        if (CustomerService.Describe(customer, input, values.Phone ?? customer.Phone) == "nothing") return null;
        return (await customers.EditAsync(customer.Id, customer.Version, input, cancellationToken)).Refusal;
    }

    private async Task<Refusal?> EditServiceAsync(Guid id, RowValues values, TenantInfo tenant, CancellationToken cancellationToken)
    {
        var service = await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.ArchivedAt == null, cancellationToken);
        if (service is null) return new Refusal("import.service-gone", "The service was archived in the meantime.");
        var before = service.ExpiresAt;
        var (changes, problem) = ServiceChanges.Of(service, values, await ImportOffers.LoadAsync(db, cancellationToken), tenant, clock.GetUtcNow());
        if (problem is not null) return new Refusal("import.not-possible", problem.Message);
        if (changes!.Edit is { } edit && await setup.EditAsync(id, edit, null, cancellationToken) is { Ok: false } notEdited) return notEdited.Refusal;
        if (changes.End is not { } end) return null;
        return (await contract.ApplyAsync(id, null, "subscription.expiry-set",
            (s, now) => (s.SetEnd(end, now), $"Changed {s.UserName}: {Change.Words("end", tenant.Moment(before), tenant.Moment(end))}."), cancellationToken)).Refusal;
    }
}
