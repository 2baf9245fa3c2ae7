using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What the form shows once: the password is never shown again but to those who ask for it.</summary>
public sealed record CreatedCustomer(Guid CustomerId, Guid SubscriptionId, string UserName, string Password);

/// <summary>Makes a customer with the first subscription, or one more for a customer: the contract and the wish for the router in one transaction.</summary>
public sealed class NewCustomerService(
    AppDbContext db, CustomerService customers, SubscriptionAdder adder, CustomerSearchIndex index, MainSubscription main, IEnumerable<IAccessListener> listeners,
    IEnumerable<INewServiceListener> newServices)
{
    public async Task<Result<CreatedCustomer>> CreateAsync(NewCustomer input, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(token => CreateInAsync(input, token), cancellationToken);
        }
        catch (DbUpdateException e) when (ContractChange.Taken(e) is { } taken)
        {
            return taken;
        }
        catch (DbUpdateException e) when (input.Id is not null && e.IsUniqueViolation("Customers"))
        {
            return AlreadySaved;
        }
    }

    /// <summary>One more service for a customer who is there.</summary>
    public async Task<Result<CreatedCustomer>> AddServiceAsync(Guid customerId, NewService input, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(token => AddServiceInAsync(customerId, input, token), cancellationToken);
        }
        catch (DbUpdateException e) when (ContractChange.Taken(e) is { } taken)
        {
            return taken;
        }
        catch (DbUpdateException e) when (input.Id is not null && e.IsUniqueViolation("Subscriptions"))
        {
            return ServiceAlreadySaved;
        }
    }

    public Task<NewServicePlan?> PlanAsync(Guid profileId, DateTime? startsOn, CancellationToken cancellationToken, FirstPriceQuestion? whose = null) =>
        adder.PlanAsync(profileId, startsOn, cancellationToken, whose);

    /// <inheritdoc cref="SubscriptionAdder.ProposeUserNameAsync"/>
    public Task<string?> ProposeUserNameAsync(string name, long? number, CancellationToken cancellationToken) => adder.ProposeUserNameAsync(name, number, cancellationToken);

    private static Refusal AlreadySaved => new("customer.already-saved", "This customer was saved already.");

    private static Refusal ServiceAlreadySaved => new("subscription.already-saved", "This service was saved already.");

    private async Task<Result<CreatedCustomer>> CreateInAsync(NewCustomer input, CancellationToken cancellationToken)
    {
        var id = input.Id ?? Guid.CreateVersion7();
        if (input.Id is not null && await db.Set<Customer>().AnyAsync(c => c.Id == id, cancellationToken)) return AlreadySaved;
        var customer = await customers.AddAsync(input.Customer, id, cancellationToken);
        if (!customer.Ok) return customer.Refusal;
        var added = await adder.AddAsync(Guid.CreateVersion7(), customer.Value, input, cancellationToken);
        if (!added.Ok) return added.Refusal;
        var (subscription, password) = added.Value;
        MainSubscription.SetOn(customer.Value, subscription);
        await db.SaveChangesAsync(cancellationToken);
        index.Add(customer.Value, SubscriptionQueries.SearchTexts(subscription.UserName, subscription.MacAddress, subscription.Address));
        await db.SaveChangesAsync(cancellationToken);
        await TellAsync(subscription, input.FirstCharge, cancellationToken);
        return new CreatedCustomer(id, subscription.Id, subscription.UserName, password);
    }

    private async Task<Result<CreatedCustomer>> AddServiceInAsync(Guid customerId, NewService input, CancellationToken cancellationToken)
    {
        var customer = await db.Set<Customer>().SingleOrDefaultAsync(c => c.Id == customerId, cancellationToken);
        if (customer is null) return Refusal.NotFound;
        if (customer.ArchivedAt is not null) return new Refusal("customer.archived", $"{customer.Name} is archived. Restore the customer first.");
        var id = input.Id ?? Guid.CreateVersion7();
        if (input.Id is not null && await db.Set<Subscription>().AnyAsync(s => s.Id == id, cancellationToken)) return ServiceAlreadySaved;
        var added = await adder.AddAsync(id, customer, input, cancellationToken);
        if (!added.Ok) return added.Refusal;
        var (subscription, password) = added.Value;
        await db.SaveChangesAsync(cancellationToken);
        await index.RebuildAsync(customer, cancellationToken);
        await main.RefreshAsync([customerId], cancellationToken);
        await TellAsync(subscription, input.FirstCharge, cancellationToken);
        return new CreatedCustomer(customerId, id, subscription.UserName, password);
    }

    private async Task TellAsync(Subscription subscription, FirstCharge charge, CancellationToken cancellationToken)
    {
        foreach (var listener in listeners) await listener.AccessChangedAsync([subscription.Id], cancellationToken);
        foreach (var listener in newServices) await listener.AddedAsync(subscription, charge, cancellationToken);
    }
}
