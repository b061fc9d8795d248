import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('finance', '0002_guards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='expensecategory',
            name='group',
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='members',
                to='finance.expensecategory',
                verbose_name='belongs to',
            ),
        ),
    ]
