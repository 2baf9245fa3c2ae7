using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Reconciliation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "GatewayMessageDays",
                table: "SystemSettings",
                type: "integer",
                nullable: false,
                defaultValue: 180);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "TextGoneAt",
                table: "GatewayEvents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AccountStatementPlans",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Plan = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccountStatementPlans", x => x.AccountId);
                });

            migrationBuilder.CreateTable(
                name: "GatewayRefusals",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    HourAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Forged = table.Column<int>(type: "integer", nullable: false),
                    OutOfTime = table.Column<int>(type: "integer", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GatewayRefusals", x => new { x.AccountId, x.HourAt });
                });

            migrationBuilder.CreateTable(
                name: "ReconciliationRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    FileName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    FirstDay = table.Column<DateOnly>(type: "date", nullable: true),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: true),
                    Plan = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Problem = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    From = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    To = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Lines = table.Column<int>(type: "integer", nullable: false),
                    Equal = table.Column<int>(type: "integer", nullable: false),
                    Repeated = table.Column<int>(type: "integer", nullable: false),
                    Ignored = table.Column<int>(type: "integer", nullable: false),
                    Differences = table.Column<int>(type: "integer", nullable: false),
                    Unsettled = table.Column<int>(type: "integer", nullable: false),
                    Sums = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    SettledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SettledBy = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconciliationRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReconciliationRuns_GatewayAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "GatewayAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReconciliationFiles",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconciliationFiles", x => x.RunId);
                    table.ForeignKey(
                        name: "FK_ReconciliationFiles_ReconciliationRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "ReconciliationRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReconciliationRows",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    TransactionId = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true, collation: "C"),
                    Line = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    TheirMinor = table.Column<long>(type: "bigint", nullable: true),
                    TheirCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    TheirBackMinor = table.Column<long>(type: "bigint", nullable: false),
                    TheirStatus = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    OurMinor = table.Column<long>(type: "bigint", nullable: true),
                    OurCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    OurBackMinor = table.Column<long>(type: "bigint", nullable: false),
                    Account = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    PayerName = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: true),
                    PayerPhone = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    MovementId = table.Column<Guid>(type: "uuid", nullable: true),
                    PaymentId = table.Column<Guid>(type: "uuid", nullable: true),
                    SuspenseId = table.Column<Guid>(type: "uuid", nullable: true),
                    Words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    SettledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SettledBy = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconciliationRows", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReconciliationRows_ReconciliationRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "ReconciliationRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GatewayEvents_TenantId_TextGoneAt_State_ReceivedAt",
                table: "GatewayEvents",
                columns: new[] { "TenantId", "TextGoneAt", "State", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_GatewayRefusals_TenantId_HourAt",
                table: "GatewayRefusals",
                columns: new[] { "TenantId", "HourAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconciliationRows_RunId_Position",
                table: "ReconciliationRows",
                columns: new[] { "RunId", "Position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReconciliationRows_RunId_State_Position",
                table: "ReconciliationRows",
                columns: new[] { "RunId", "State", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconciliationRows_TenantId_TransactionId",
                table: "ReconciliationRows",
                columns: new[] { "TenantId", "TransactionId" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconciliationRuns_AccountId_State_To",
                table: "ReconciliationRuns",
                columns: new[] { "AccountId", "State", "To" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconciliationRuns_TenantId_CreatedAt_Id",
                table: "ReconciliationRuns",
                columns: new[] { "TenantId", "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AccountStatementPlans");

            migrationBuilder.DropTable(
                name: "GatewayRefusals");

            migrationBuilder.DropTable(
                name: "ReconciliationFiles");

            migrationBuilder.DropTable(
                name: "ReconciliationRows");

            migrationBuilder.DropTable(
                name: "ReconciliationRuns");

            migrationBuilder.DropIndex(
                name: "IX_GatewayEvents_TenantId_TextGoneAt_State_ReceivedAt",
                table: "GatewayEvents");

            migrationBuilder.DropColumn(
                name: "GatewayMessageDays",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "TextGoneAt",
                table: "GatewayEvents");
        }
    }
}
