using FluentValidation;
using MikrotikBilling.Core.Customers;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>One form: the customer and the first subscription.</summary>
public sealed record NewCustomer : IServiceInput
{
    /// <summary>The customer's id, made with the form: pressing twice makes one customer. Null makes one when saving.</summary>
    public Guid? Id { get; init; }

    public string Name { get; init; } = "";
    public string? Email { get; init; }
    public string? Phone { get; init; }
    public string? Address { get; init; }
    public string? Notes { get; init; }
    public string? Company { get; init; }
    public string? TaxNumber { get; init; }
    public string? UserName { get; init; }
    public string? Password { get; init; }
    public Guid? RouterId { get; init; }
    public Guid? ProfileId { get; init; }
    public DateTime? StartsOn { get; init; }
    public string? MacAddress { get; init; }
    public string? FixedAddress { get; init; }
    public FirstCharge FirstCharge { get; init; }

    public SaveCustomer Customer => new(Name, Email, Phone, Address, Notes) { Company = Company, TaxNumber = TaxNumber };
}

public sealed class NewCustomerValidator : AbstractValidator<NewCustomer>
{
    public NewCustomerValidator()
    {
        Include(new CustomerPart());
        Include(new ServiceRules<NewCustomer>());
    }

    private sealed class CustomerPart : AbstractValidator<NewCustomer>
    {
        private static readonly SaveCustomerValidator Rules = new();

        public CustomerPart() => RuleFor(c => c).Custom((input, context) =>
        {
            foreach (var failure in Rules.Validate(input.Customer).Errors) context.AddFailure(failure);
        });
    }
}
